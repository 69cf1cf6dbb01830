from django.apps import AppConfig


class SamverkanConfig(AppConfig):
    name = "samverkan"

    def ready(self) -> None:
        from samverkan import checks  # noqa: F401 - registers the system checks
