"""Nothing in the admin is left in English, and the ways in and out are Swedish too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests import factories as make
from tests.groups.admin.test_roles import TABLE, addresses
from tests.groups.admin.world import World

pytestmark = pytest.mark.once

ENGLISH = re.compile(
    r"\b(the|and|of|this|that|with|from|have|has|your|you|please|are|was|will|not|"
    r"add|change|changed|delete|deleted|save|view|edit|history|historical|search|filter|select|selected|export|import|"
    r"submit|confirm|home|log|login|logout|password|user|users|group|groups|yes|no|unknown|none|all|any|"
    r"today|now|date|time|object|objects|action|actions|reason|comment|entry|entries|close|revert|created|"
    r"preview|update|updated|new|skipped|row|error|errors|available|chosen|remove|clear|currently|unhandled)\b",
    re.IGNORECASE,
)
SWEDISH_TOO = {"import", "export", "filter", "man", "log", "all", "has", "are", "historical", "entry"} - {
    "historical",
    "entry",
}
"""Words of the list that Swedish has as well."""


def shown(html: str) -> str:
    """What a reader or a screen reader meets: text, and the words of attributes. Names of accounts are data."""
    html = re.sub(r"<(script|style|svg|head)\b.*?</\1>|<!--.*?-->", " ", html, flags=re.DOTALL)
    words = re.findall(
        r'(?:aria-label|title|placeholder|alt|value)="([^"]*)"',
        re.sub(r"<(input|option|button)[^>]*type=\"(hidden|checkbox|radio)\"[^>]*>|<option [^>]*>", " ", html),
    )
    return " ".join([re.sub(r"<[^>]+>", " ", html), *words])


@pytest.mark.once
@pytest.mark.parametrize("role", ["leader", "administrator"])
def test_no_page_has_english_left(world: World, role: str) -> None:
    for name in ("leader", "administrator"):
        world.accounts[name].username = f"konto-{name[:2]}"
        world.accounts[name].save()
    client = world.client(role)
    left = {}
    for name, url in addresses(world).items():
        if name in {"logout", "view_on_site", "jsi18n", "autocomplete", "groups_group_suggest"}:
            continue
        for method in ("get", "post"):
            if method == "post" and "200" not in TABLE[name][1]:
                continue
            response = getattr(client, method)(url)
            if response.status_code != 200 or "html" not in response["Content-Type"]:
                continue
            text = re.sub(r"\buser\d+\b", "", shown(response.content.decode()))
            if found := {word.lower() for word in ENGLISH.findall(text)} - SWEDISH_TOO:
                left[f"{method} {name}"] = found
    assert left == {}


def test_the_login_page_is_swedish_and_leads_to_the_registry() -> None:
    html = Client().get(reverse("admin:login")).content.decode()
    assert "<h1>Logga in</h1>" in html
    assert f'href="{reverse("start")}"' in html


def test_the_page_after_logging_out_is_swedish(world: World) -> None:
    html = world.client("leader").post(reverse("admin:logout")).content.decode()
    assert "Du är utloggad" in html
    assert not {word.lower() for word in ENGLISH.findall(shown(html))} - SWEDISH_TOO


@pytest.mark.django_db
def test_a_wrong_password_says_so_in_swedish() -> None:
    response = Client().post(reverse("admin:login"), {"username": "x", "password": "y"})
    assert "Ange användarnamn och lösenord" in response.content.decode()


@pytest.mark.django_db
def test_too_many_wrong_passwords_lead_to_a_page_in_swedish() -> None:
    make.AdministratorFactory(username="anna")
    client = Client()
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        response = client.post(reverse("admin:login"), {"username": "anna", "password": "fel"})
    assert response.status_code == 429
    html = response.content.decode()
    assert "För många försök" in html
    assert not {word.lower() for word in ENGLISH.findall(shown(html))} - SWEDISH_TOO
    right = client.post(reverse("admin:login"), {"username": "anna", "password": "a long invented password"})
    assert right.status_code == 429


def test_the_compiled_words_are_those_of_the_source() -> None:
    """What `msgfmt` makes of django.po stands in django.mo."""
    import gettext

    folder = Path(settings.LOCALE_PATHS[0]) / "sv" / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    source = re.sub(r'"\n"', "", (folder / "django.po").read_text())
    for msgid, msgstr in re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', source, re.MULTILINE):
        assert compiled.gettext(msgid.replace("\\n", "\n")) == msgstr
    for single, plural, one, many in re.findall(
        r'^msgid "(.+)"\nmsgid_plural "(.+)"\nmsgstr\[0\] "(.+)"\nmsgstr\[1\] "(.+)"$', source, re.MULTILINE
    ):
        assert (compiled.ngettext(single, plural, 1), compiled.ngettext(single, plural, 2)) == (one, many)
