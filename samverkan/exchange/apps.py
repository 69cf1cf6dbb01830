from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "samverkan.exchange"
    label = "exchange"
    verbose_name = _("Filer in och ut")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from groups import erasing
        from samverkan.exchange import forgetting, waiting
        from samverkan.exchange.roles import sync_roles

        erasing.also(waiting.forget)
        erasing.also_words(forgetting.forget)
        post_migrate.connect(sync_roles, sender=self, dispatch_uid="exchange.roles")
