"""Every role on every address of the admin: what opens, what is refused. A new address must be put in the table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver, reverse

from tests import factories as make
from tests import reach
from tests.groups.admin.world import ROLES, World

# What each role is answered, in the order of ROLES: anonymous, no role, the leader of another delregion, the leader
# of this one, administrator, superuser. "login" is being sent to log in.
EVERYONE = "login 200 200 200 200 200"
READERS = "login 403 200 200 200 200"
LEADERS = "login 403 403 200 200 200"  # of the delregion that the row is in
KEEPERS = "login 403 403 403 200 200"
NOBODY = "login 403 403 403 403 403"
NOT_SO = "login 405 405 405 405 405"  # the wrong method
UNSEEN_BY_LEADERS = "login 403 403 409 409 409"  # what the page showed is not told

Answers = tuple[str, str]  # to GET, to POST


def register(
    kind: str, *, change: str, delete: str, history: bool = True, add: str = "", bare: bool = False
) -> dict[str, Answers]:
    """The answers of a register that all with a role read: who may add and change, and who may delete.

    With `bare` nothing hangs on the row, and so it is deleted; otherwise the page says what does.
    """
    old_version = {f"groups_{kind}_simple_history": (READERS, NOT_SO)} if history else {}
    return {
        f"groups_{kind}_changelist": (READERS, READERS),
        f"groups_{kind}_add": (add or change, add or change),
        f"groups_{kind}_history": (READERS, READERS),
        f"groups_{kind}_delete": (delete, delete.replace("200", "302") if bare else delete),
        f"groups_{kind}_change": (READERS, change),
        **old_version,
    }


def files(kind: str) -> dict[str, Answers]:
    return {
        f"groups_{kind}_import": (KEEPERS, KEEPERS),
        f"groups_{kind}_process_import": (NOT_SO, KEEPERS),
        f"groups_{kind}_export": (READERS, READERS),
    }


TABLE: dict[str, Answers] = {
    "index": (EVERYONE, EVERYONE),
    "login": ("200 302 302 302 302 302", "200 200 200 200 200 200"),
    "logout": ("302 405 405 405 405 405", "302 200 200 200 200 200"),
    "password_change": (EVERYONE, EVERYONE),
    "password_change_done": (EVERYONE, NOT_SO),
    "jsi18n": (EVERYONE, NOT_SO),
    "view_on_site": ("login 302 302 302 302 302",) * 2,  # to the public page
    "app_list": ("login 404 200 200 200 200",) * 2,
    "autocomplete": (READERS, NOT_SO),
    # Groups: a change without the revision that was seen is a conflict.
    **register("group", change=UNSEEN_BY_LEADERS, delete=NOBODY, add=READERS, history=False),
    **{f"groups_group_{each}": (LEADERS, UNSEEN_BY_LEADERS) for each in ("move", "status", "end", "mistaken")},
    "groups_group_suggest": (READERS, READERS),
    "groups_group_attest": (NOT_SO, UNSEEN_BY_LEADERS),
    # Organisations and persons: every leader may add; which ones, the form decides.
    **register("organisation", change=LEADERS, delete=LEADERS, add=READERS),
    "groups_organisation_merge": (LEADERS, LEADERS),
    **register("person", change=LEADERS, delete=NOBODY, add=READERS),
    "groups_person_merge": (LEADERS, LEADERS),
    "groups_person_erase": (KEEPERS, "login 403 403 403 302 302"),
    # Remarks: written by readers, seen by those who keep the group ("302" says that there is no such row).
    "groups_remark_changelist": (READERS, READERS),
    "groups_remark_add": (NOBODY, NOBODY),
    "groups_remark_delete": (NOBODY, NOBODY),
    "groups_remark_history": ("login 302 302 200 200 200",) * 2,
    "groups_remark_change": ("login 403 302 200 200 200", "login 403 302 302 302 302"),
    "groups_remark_handle": (NOT_SO, "login 404 404 302 302 302"),
    # The registers behind the choices, which administrators keep.
    **register("region", change=KEEPERS, delete=KEEPERS),
    **register("regionmunicipality", change=KEEPERS, delete=NOBODY),
    **register("grouptype", change=KEEPERS, delete=KEEPERS),
    **register("agreement", change=KEEPERS, delete=KEEPERS, bare=True),
    **register("topic", change=KEEPERS, delete=KEEPERS, history=False, bare=True),
    **files("topic"),
    **register("inhabitants", change=KEEPERS, delete=KEEPERS, history=False, bare=True),
    **files("inhabitants"),
    # Accounts: process leaders do not see them; nobody deletes them.
    **dict.fromkeys(("groups_user_changelist", "groups_user_add", "groups_user_history"), (KEEPERS, KEEPERS)),
    "groups_user_change": (KEEPERS, KEEPERS),
    "groups_user_delete": (NOBODY, NOBODY),
    "auth_user_password_change": (KEEPERS, KEEPERS),
}


def registry_names() -> list[str]:
    """Every name but those of meetings and of files, which are tried in tables of their own.

    See `tests/meetings/admin` and `tests/samverkan/exchange/pages`.
    """
    return [name for name in every_name() if not name.startswith(("meetings_", "exchange_"))]


def every_name() -> Iterator[str]:
    """The names of the admin's addresses. Those without a name lead on to one that has."""

    def walk(patterns: list) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern.url_patterns)
            elif isinstance(pattern, URLPattern) and pattern.name:
                yield pattern.name

    yield from walk(admin.site.urls[0])


def addresses(world: World) -> dict[str, str]:
    """Every address, for rows of our delregion."""
    rows = {
        **world.ours.rows,
        "region": world.ours.region,
        "regionmunicipality": world.ours.municipality.region_rows.get(),
        "grouptype": world.ours.group.type,
        "agreement": make.AgreementFactory(),
        "topic": make.TopicFactory(),
        "user": make.UserFactory(),
    }
    twins = {
        "person": make.PersonFactory(organisation=world.ours.organisation),
        "organisation": make.OrganisationFactory(region=world.ours.region),
    }

    def arguments(name: str, row: Any) -> list:
        if name.endswith("_simple_history"):
            return [row.pk, row.history.first().pk]
        whole_register = name.endswith(("_changelist", "_add", "_import", "_export", "_merge", "_suggest"))
        return [] if whole_register or row is None else [row.pk]

    found = {}
    for name in registry_names():
        kind = name.split("_")[1] if "_" in name else ""
        row = rows.get(kind) if name.startswith(("groups_", "auth_")) else None
        if name == "view_on_site":
            group = world.ours.group
            args = [ContentType.objects.get_for_model(group).pk, group.pk]
        else:
            args = ["groups"] if name == "app_list" else arguments(name, row)
        url = reverse(f"admin:{name}", args=args)
        if name.endswith("_merge"):
            url += f"?a={row.pk}&b={twins[kind].pk}"
        found[name] = url + ("?app_label=groups&model_name=person&field_name=organisation" * (name == "autocomplete"))
    return found


def test_every_address_of_the_admin_is_in_the_table() -> None:
    assert set(registry_names()) == set(TABLE)


@pytest.mark.once
@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_what_it_should_and_nothing_else(world: World, role: str) -> None:
    assert reach.answers(world, role, addresses(world)) == reach.expected(TABLE, role, ROLES)
