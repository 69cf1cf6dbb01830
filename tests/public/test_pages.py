"""What holds for every public page alike, whatever its address carries."""

from __future__ import annotations

import random
import re
import string
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest, get_bytes_from_wsgi
from django.http import QueryDict
from django.template.loader import get_template
from django.test.signals import template_rendered
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.functional import cached_property
from hypothesis import HealthCheck, given
from hypothesis import settings as checked
from hypothesis import strategies as st

from groups.forms.filter import SORTS, GroupFilter
from groups.forms.lift import LiftForm
from groups.forms.organisation_filter import OrganisationFilter
from groups.models import EscalationLink
from tests.factories import ActionFactory, GroupFactory, HeldMeetingFactory
from tests.groups.views.conftest import DAY
from tests.public.addresses import PAGES

FILES = {f"compilation-{kind}" for kind in ("compare-csv", "csv", "zip", "xlsx")}
FILES |= {"group-csv", "group-xlsx", "coverage-csv", "coverage-xlsx", "plan-csv", "plan-xlsx", "open-data-file"}
NO_PAGES = {"health", "groups:search-suggestions", "meetings:minutes-docx", "meetings:minutes-pdf"} | FILES
NO_PAGES |= {name for name in PAGES if name.endswith("-feed")}
LEAD_ON = {"robots", "favicon", "meetings:this-month"}
LEAD_ON |= {f"compilation-{kind}{again}" for kind in ("docx", "pdf") for again in ("", "-again")}
"""What is no page of its own, and is tested where it belongs."""
BY_ACCOUNT_OR_LINK = re.compile(
    r"(groups:)?review|groups:answer"
    r"|meetings:(notes|calendar-key|participation|plan-action|attachment|verif|minutes-(correct|publish|register|withdraw))"
)
"""Addresses for who has an account or a personal link: what each role gets there is tested beside each."""
TEMPLATES_FOR_ACCOUNTS = {
    f"meetings/{name}.html"
    for name in (
        *("participation", "_turnout_cells", "_action_form"),
        *("_form", "_minutes_steps", "_risks", "publish", "verify"),
    )
}
TEMPLATES_FOR_ACCOUNTS |= {"components/messages.html", "components/choice.html", "groups/_said.html"}
TEMPLATES_FOR_ACCOUNTS |= {"reports/making.html", "reports/close.html", "reports/correct.html"}
TEMPLATES = Path(settings.BASE_DIR) / "templates"
PARAMETERS = sorted(
    {
        *GroupFilter.base_fields,
        *OrganisationFilter.base_fields,
        *LiftForm.base_fields,
        "sida",
        "skilje",
        "tack",
        "delregion",
        "q",
        "okand",
        "grupp",
        "visa",
        "oppna",
        "sparad",
        "dag",
        "med",
        "sok",
    }
)
RANDOM = random.Random(20260314)
TEMPLATES_FOR_ACCOUNTS |= {"reports/section.html"}  # seen where there are many groups: reports/test_shortening.py
NASTY = [
    "",
    " ",
    "\0",
    "a\0b",
    "%",
    "'",
    '"',
    "\\",
    "--",
    "<script>alert(1)</script>",
    "{{ 7|add:7 }}",
    "9" * 400,
    "-1",
    "1e9",
    "0x10",
    "NaN",
    "None",
    "2026-02-30",
    "0000-00-00",
    "\ud7ff\ue000",
    "\u202e",
    "😀" * 50,
    "å" * 400,
    "../../etc/passwd",
    "' OR '1'='1",
    "*" * 200,
    "(" * 200,
    "NEAR/2 AND OR NOT",
    *SORTS,
    *("".join(RANDOM.choices(string.printable, k=RANDOM.randrange(1, 40))) for _ in range(8)),
]


def names(patterns, space: str = "") -> set[str]:
    """Return the names of all addresses but the admin's."""
    found = set()
    for pattern in patterns:
        if isinstance(pattern, URLResolver) and pattern.namespace != "admin":
            found |= names(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)
        elif isinstance(pattern, URLPattern):
            found.add(f"{space}{pattern.name}")
    return found


def test_every_public_address_is_among_those_visited_here():
    found = names(get_resolver().url_patterns) - LEAD_ON
    assert {name for name in found if not BY_ACCOUNT_OR_LINK.match(name)} == set(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_page_answers_without_a_cookie_to_get_and_head(pages, visit, name):
    assert visit(pages[name]).status_code == 200
    assert visit(pages[name], "head").status_code == 200


@pytest.mark.parametrize("name", [name for name in PAGES if name != "groups:remark"])
def test_page_takes_nothing_but_questions(pages, visit, name):
    assert visit(pages[name], "post").status_code == 405


class Asked(QueryDict):
    """What follows the question mark; remembers which parameters the page asked for."""

    asked: set[str] = set()  # what is read while it is made tells of no page

    def __getitem__(self, key):
        self.asked.add(key)
        return super().__getitem__(key)

    def getlist(self, key, default=None):
        self.asked.add(key)
        return super().getlist(key, default)

    def __contains__(self, key):
        self.asked.add(key)
        return super().__contains__(key)


@pytest.fixture
def asked(monkeypatch) -> set[str]:
    """Return the parameters that pages ask for from now on."""
    found: set[str] = set()

    def given(request):
        query = Asked(get_bytes_from_wsgi(request.environ, "QUERY_STRING", ""), encoding=request._encoding)
        query.asked = found
        return query

    described = cached_property(given)
    described.__set_name__(WSGIRequest, "GET")
    monkeypatch.setattr(WSGIRequest, "GET", described)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_no_value_of_any_parameter_breaks_a_page(pages, visit, asked, name):
    """Each value stands in one parameter alone, since a wrong one may hide the next, and in all at once.

    Values are given to those parameters alone that the page asks for: to the others it is blind.
    """
    visit(f"{pages[name]}?{'&'.join(f'{parameter}=1' for parameter in PARAMETERS)}")
    parameters = sorted(asked & {*PARAMETERS})
    for place, value in enumerate(NASTY if parameters else []):
        said = quote(value)
        alone = f"{pages[name]}?{parameters[place % len(parameters)]}={said}"
        together = f"{pages[name]}?{'&'.join(f'{parameter}={said}' for parameter in parameters)}"
        for address in {alone, together}:
            assert visit(address).status_code in (200, 302), address
    assert asked <= {*PARAMETERS}, "a parameter that is not among those tried"


@checked(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(sorted(PAGES)),
    query=st.lists(st.tuples(st.sampled_from(PARAMETERS), st.text(max_size=30)), max_size=6),
    rest=st.text(alphabet=string.printable, max_size=30),
)
def test_no_query_string_at_all_breaks_a_page(pages, visit, name, query, rest):
    said = "&".join(f"{key}={quote(value)}" for key, value in query)
    assert visit(f"{pages[name]}?{said}&{quote(rest, safe='=&%;+')}").status_code in (200, 302)


@pytest.mark.once
@pytest.mark.parametrize("name", [name for name in PAGES if name not in NO_PAGES])
def test_page_has_one_heading_landmarks_and_no_inline_code(pages, visit, name):
    page = visit(pages[name]).body.decode()
    assert page.count("<h1") == 1
    for landmark in ("<main", "<header", "<footer", 'aria-label="Huvudmeny"', 'class="skip" href="#innehall"'):
        assert landmark in page, landmark
    assert '<html lang="sv">' in page
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*src=)", page)


class Tags(HTMLParser):
    """Collects ids and whether every element is closed by its own end tag."""

    VOID = frozenset(["meta", "link", "input", "br", "img", "hr", "path", "circle"])

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag not in self.VOID and (not self.open or self.open.pop() != tag):
            self.wrong.append(f"{tag} at {self.getpos()}")


@pytest.mark.parametrize("name", [name for name in PAGES if name not in NO_PAGES])
def test_every_element_is_closed_and_every_id_is_its_own(pages, visit, name):
    tags = Tags()
    tags.feed(visit(pages[name]).body.decode())
    assert (tags.wrong, tags.open) == ([], [])
    assert len(tags.ids) == len(set(tags.ids))


@pytest.mark.once
@pytest.mark.parametrize("name", [name for name in PAGES if name not in NO_PAGES])
def test_every_link_of_a_page_leads_somewhere(pages, visit, name):
    page = visit(pages[name]).body.decode()
    for address in sorted(set(re.findall(r'href="(/[^"#]*)', page))):
        if not address.startswith(("/static/", "/admin/")):
            # 202: a document that is being made.
            assert visit(address.replace("&amp;", "&")).status_code in (200, 202, 301, 302), address


@pytest.mark.parametrize(
    "name",
    sorted(str(file.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*.html")),
)
def test_every_template_can_be_read(name):
    assert get_template(name)


@pytest.mark.once
def test_every_public_template_is_seen_by_somebody(pages, visit, monkeypatch, settings):
    """Those of the admin, of the login and for who keeps minutes are rendered in tests of their own."""
    settings.SITE_NOTICE = "Bara på prov."
    monkeypatch.setattr("groups.views.group_list.PER_PAGE", 2)
    seen = set()

    def see(sender, template, **kwargs):
        seen.add(template.name)

    template_rendered.connect(see)
    asked = ("?q=finns inte", "?delregion=x&status=alla", "?tack=1", "")
    for address in [f"{page}{query}" for page in pages.values() for query in asked]:
        visit(address)
    visit("/grupper/lilla-motet-0/")
    visit("/grupper/del-0/")
    visit("/karta/?grupp=lilla-motet-0")
    visit("/karta/?visa=trappa")
    visit("/sok/?q=lilla")
    EscalationLink.objects.filter(trigger="shortcoming").update(step="1")
    visit("/lyft/?grupp=lilla-motet-0")
    for kind in ("nytt-problem", "tvist-lokal"):
        visit(f"/lyft/?grupp=lilla-motet-0&fraga={kind}")
    visit(f"{GroupFactory(effective=DAY).get_absolute_url()}?datum=2000-01-01")
    action = ActionFactory(meeting=HeldMeetingFactory(minutes="published"))
    visit(f"{action.group.get_absolute_url()}handlingsplan/")
    visit("/moten/?visa=tidigare&grupp=ds-nordvast")
    visit("/moten/mina/?grupp=ds-nordvast&sok=lilla")
    visit("/finns-inte/")
    visit("/moten/justera/x/")
    template_rendered.disconnect(see)
    templates = {str(file.relative_to(TEMPLATES)) for file in TEMPLATES.rglob("*.html")}
    seen_by_accounts = (
        "admin/",
        "registration/",
        "bare",
        "400",
        "403",
        "500",
        "503",
        "meetings/notes",
        "meetings/_notes",
    )
    seen_by_accounts += ("meetings/notes", "meetings/_notes")
    seen_by_accounts += ("groups/review", "groups/_review", "groups/answer", "groups/_answer", "groups/letters/")
    elsewhere = {name for name in templates if name.startswith(seen_by_accounts)}
    assert templates - elsewhere - TEMPLATES_FOR_ACCOUNTS - seen == set()


@pytest.mark.parametrize("name", ["400.html", "403.html", "403_csrf.html", "500.html", "503.html"])
def test_pages_for_what_goes_wrong_stand_without_data(rf, name):
    page = get_template(name).render({}, rf.get("/") if name == "403.html" else None)
    assert page.count("<h1") == 1
