"""The accounts of the demo: one that keeps everything, one for each of two delregions, one that takes notes, and one in
the group that commissions the reviews."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from django.contrib.auth.models import Group as Role

from groups.models import ADMINISTRATOR, COMMISSIONER, NOTE_TAKER, PROCESS_LEADER, User
from samverkan.demo.book import Book


@dataclass(frozen=True)
class Account:
    username: str
    role: str
    function: str
    region: str | None = None
    """Slug of the delregion that the account keeps."""
    person: str | None = None
    """Key of the person behind the account: what they may do depends on the seats that they hold."""

    @property
    def email(self) -> str:
        return f"{self.username}@example.org"


ACCOUNTS = (
    Account("admin", ADMINISTRATOR, "registrets administratör"),
    Account("processledare-nv", PROCESS_LEADER, "processledare Nordväst", "nordvast"),
    Account("processledare-so", PROCESS_LEADER, "processledare Sydost", "sydost"),
    Account("antecknare-nv", NOTE_TAKER, "sekreterare i DS-TB Nordväst", person="sekreterare-nordvast"),
    Account("au-nv", COMMISSIONER, "ledamot i AU Nordväst", person="forvaltningschef-hoganas"),
)


def create() -> dict[str, User]:
    """Make the accounts that do not exist, with their roles and no password; returns all, by username."""
    users = {}
    for account in ACCOUNTS:
        user, new = User.objects.get_or_create(
            username=account.username,
            defaults={
                "function": account.function,
                "email": account.email,
                "is_staff": True,
            },
        )
        if new:
            user.set_unusable_password()
            user.save()
            user.groups.add(Role.objects.get_or_create(name=account.role)[0])
        users[account.username] = user
    return users


def keepers(users: dict[str, User]) -> dict[str, User]:
    """The process leaders by the slug of their delregion."""
    return {account.region: users[account.username] for account in ACCOUNTS if account.region}


def give_reach(users: dict[str, User], book: Book) -> None:
    """Let each process leader keep their delregion, and let the others be the persons that they are."""
    for account in ACCOUNTS:
        user = users[account.username]
        if account.region:
            user.regions.set([book.rows["regionen"][account.region]])
        if account.person:
            user.person = book.rows["personen"][account.person]
            user.save()


def set_passwords(given: str) -> dict[str, str]:
    """Give the accounts the password `given`; without one, a made-up one where none has been set.

    Returns the passwords just set, by username: empty if all keep what they have.
    """
    told = {}
    for account in ACCOUNTS:
        # Told by the address too: a namesake that somebody has made is left alone.
        user = User.objects.filter(username=account.username, email=account.email).first()
        if user and (given or not user.has_usable_password()):
            told[user.username] = given or secrets.token_urlsafe(12)
            user.set_password(told[user.username])
            user.save()
    return told
