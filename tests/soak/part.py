"""What the parts of the soak share: settings from the environment, and how they tell what they found."""

from __future__ import annotations

import os

MOST_TOLD = 10


def set_up() -> None:
    """Start Django; the database is in DATABASE_URL."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samverkan.settings")
    import django

    django.setup()


def number_of(name: str, default: int) -> int:
    """Return SOAK_<name> of the environment."""
    return int(os.environ.get(f"SOAK_{name}", default))


def seed() -> int:
    """Return the number by which everything is chosen; the same number chooses the same."""
    return number_of("SEED", 6)


def report(part: str, told: list[str], wrong: list[str]) -> int:
    """Print the figures and the first of what was wrong; return the exit code."""
    from django.db import connection

    lines = [
        f"{part} på {connection.display_name}: {'HÖLL INTE' if wrong else 'höll'}",
        *(f"  {line}" for line in told),
    ]
    lines += [f"  FEL: {each}" for each in wrong[:MOST_TOLD]]
    if len(wrong) > MOST_TOLD:
        lines.append(f"  … och {len(wrong) - MOST_TOLD} till")
    print("\n".join(lines), flush=True)  # noqa: T201
    return 1 if wrong else 0
