"""Whoever reads of another day stays on that day: each link keeps it, but for those that are to lead away from it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import resolve

from groups.models import Group, Organisation, Region
from groups.views.map_frame import VIEWS

pytestmark = [pytest.mark.django_db, pytest.mark.once]

DAY = "2022-06-01"
DATED = {
    *VIEWS,
    "groups:group-detail",
    "groups:municipality-list",
    "groups:municipality-detail",
    "groups:organisation-detail",
    "groups:region-detail",
    "groups:coverage",
    "group-csv",
    "group-xlsx",
    "coverage-csv",
    "coverage-xlsx",
}
"""The pages and files that can be asked for as of a day."""
LEAD_AWAY = {"Visa i dag", "Nollställ", f"Ta bort filtret Som det såg ut: {DAY}×", "Visa gruppen som den är i dag"}


class Links(HTMLParser):
    """The links of a page's main part: (address, words)."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self.is_open = False
        self.feed(re.search(r"<main.*</main>", page, re.DOTALL)[0])

    def handle_starttag(self, tag: str, attrs: list) -> None:
        if tag == "a":
            self.found.append((dict(attrs).get("href", ""), ""))
            self.is_open = True

    def handle_endtag(self, tag: str) -> None:
        self.is_open = self.is_open and tag != "a"

    def handle_data(self, data: str) -> None:
        if self.is_open:
            address, words = self.found[-1]
            self.found[-1] = (address, words + data)


def without_day(page: str, at: str) -> list[tuple[str, str]]:
    """Return the links of a page, at its address, that lead to a page that could show the day and will not."""
    lost = []
    for address, words in Links(page).found:
        parts = urlsplit(address)
        if not address or parts.netloc or parts.scheme or address.startswith("#"):
            continue
        if resolve(parts.path or urlsplit(at).path).view_name not in DATED or words.strip() in LEAD_AWAY:
            continue
        if parse_qs(parts.query).get("datum") != [DAY]:
            lost.append((address, words.strip()))
    return lost


def addresses() -> list[str]:
    """Return pages of the demo that can be asked for as of a day: every group, and some of what there is much of."""
    things = [*Group.objects.listed(), *Organisation.objects.order_by("pk")[::4], *Region.objects.all()[::2]]
    views = ["/kommuner/", "/tackning/", "/tackning/?delregion=nordvast", "/karta/", "/karta/geografi/", "/grupper/"]
    filtered = [
        "/karta/?delregion=nordvast&visa=trappa&visa=rapportering",
        "/karta/?oppna=nordvast&oppna=sydost&grupp=ds-tb-nordvast",
        "/karta/?grupp=styrgrupp-fact",
        "/karta/geografi/?kommun=bjuv",
        "/karta/geografi/?delregion=nordvast",
        "/grupper/?kommun=bjuv&sortera=namn",
        "/grupper/?q=psykatri",
        "/grupper/?q=finnsinte",
        "/grupper/?sida=2&status=alla",
    ]
    return [*(thing.get_absolute_url() for thing in things), *views, *filtered]


def test_no_link_of_a_past_day_drops_the_day(client, demo):
    lost: dict[tuple[str, str], list[str]] = {}
    asked = addresses()
    assert len(asked) > 60
    for address in asked:
        on_day = f"{address}{'&' if '?' in address else '?'}datum={DAY}"
        answer = client.get(on_day)
        assert answer.status_code == 200, on_day
        for link in without_day(answer.content.decode(), on_day):
            lost.setdefault(link, []).append(address)
    assert lost == {}


def test_walk_sees_a_link_that_drops_the_day():
    page = f'<main><a href="/grupper/x/">X</a> <a href="/grupper/y/?datum={DAY}">Y</a> <a href="?sida=2">Z</a></main>'
    assert without_day(page, "/grupper/") == [("/grupper/x/", "X"), ("?sida=2", "Z")]
