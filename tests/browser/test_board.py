"""The structure in a browser: chosen, shared, printed narrow and wide; and its lines, measured."""

from __future__ import annotations

import random

import pytest
from playwright.sync_api import Page, expect

from tests import factories
from tests.browser.looks import overflow, wrongs

CHOSEN = "samverkan-akutmottagning-primarvard-helsingborg"
ADDRESSES = [
    "/karta/",
    "/karta/?delregion=nordvast",
    f"/karta/?grupp={CHOSEN}",
    "/karta/?grupp=litet-samrad-psykiatri-landskrona",
    "/karta/?visa=trappa&visa=rapportering&oppna=nordvast&oppna=sydost",
    "/karta/?datum=2021-08-31&oppna=nordvast",
]

# A point of a card shows that card and nothing else: no line on it, no other card over it. A mark with a number may
# stand at its edge. Lines that are drawn before or after an element answer for it, so a line shows up as its list.
MEASURE = """() => {
  const wrong = [];
  document.querySelectorAll('[data-board] i').forEach((line) => line.style.setProperty('pointer-events', 'auto'));
  const board = document.querySelector('[data-board]').getBoundingClientRect();
  const cards = [...document.querySelectorAll('[data-board] :is(.box, summary, .fold-link)')]
    .filter((card) => card.getClientRects().length);
  for (const card of cards) {
    const { left, right, top, bottom } = card.getBoundingClientRect();
    const name = card.textContent.trim().slice(0, 40);
    if (left < board.left || right > board.right) wrong.push(`outside: ${name}`);
    for (const text of card.querySelectorAll('strong, b, h2, span:not(.vh), em')) {
      const box = text.getBoundingClientRect();
      if (box.width > 1 && (box.left < left || box.right > right + 0.5 || box.bottom > bottom + 0.5)) {
        wrong.push(`cut: ${name}`);
      }
    }
    // Two scans across and two down, as close as the thinnest line: whatever crosses the card meets one of them.
    const points = [];
    for (let x = left + 4; x < right - 3; x += 2) points.push([x, top + 7], [x, bottom - 7]);
    for (let y = top + 4; y < bottom - 3; y += 2) points.push([left + 9, y], [right - 9, y]);
    const over = points.map(([x, y]) => document.elementFromPoint(x, y)).find(
      (met) => !card.contains(met) && !met?.matches('.n'));
    if (over !== undefined) wrong.push(`crossed: ${name} by ${over?.outerHTML.slice(0, 60)}`);
  }
  return [cards.length, wrong];
}"""


def measured(page: Page, address: str) -> tuple[int, list[str]]:
    """Return how many cards the page shows, and what is wrong with them; all of the page is in view."""
    page.goto(address)
    page.evaluate("document.querySelectorAll('[data-board] details').forEach((fold) => (fold.open = true))")
    width = page.viewport_size["width"]
    page.set_viewport_size({"width": width, "height": page.evaluate("document.documentElement.scrollHeight") + 50})
    cards, wrong = page.evaluate(MEASURE)
    page.set_viewport_size({"width": width, "height": 900})
    if over := overflow(page):
        wrong.append(f"the page is {over} px too wide")
    return cards, wrong


@pytest.mark.parametrize("width", [1280, 390, 320])  # 320: what 1280 is at 400 % zoom
def test_lines_never_cross_cards_and_names_are_never_cut(site, open_page, width):
    page = open_page(width)
    for address in ADDRESSES:
        cards, wrong = measured(page, site + address)
        assert cards > 10
        assert wrong == [], address


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nor_do_they_in_any_tree(transactional_db, live_server, open_page, seed):
    """Three trees, each at every width; between them they show each view at each width."""
    grow_at_random(random.Random(seed))
    queries = ["", "?visa=trappa", "?grupp=grupp-20"]
    for number, width in enumerate((1280, 390, 320)):
        query = queries[(seed + number) % 3]
        _cards, wrong = measured(open_page(width), f"{live_server.url}/karta/{query}")
        assert wrong == [], (width, query)


def grow_at_random(chance: random.Random) -> None:
    """Fill the registry with a county, two delregions and forty groups of any shape, some with endless names."""
    kinds = [
        factories.GroupTypeFactory(side="political", expected_per="region"),
        factories.GroupTypeFactory(side="officials", expected_per="region"),
        factories.GroupTypeFactory(expected_per="municipality"),
        factories.GroupTypeFactory(),
    ]
    top = factories.CentralGroupFactory(name="Centralt organ", type=kinds[0])
    central = factories.CentralGroupFactory(name="Central beredning", type=kinds[1], parent=top)
    groups = []
    for number in range(1, 41):
        words = chance.choice(
            ["Grupp", "Samverkansgruppen för barn och ungas psykiska hälsa", "Utskrivningssamordning"]
        )
        name = f"Grupp {number}" if number == 20 else f"{words} {number}"
        above = chance.choice([top, central, *groups])
        region = above.region or factories.RegionFactory(
            name=chance.choice("NS") + f"orr {number}", parent__name="Skåne"
        )
        tier = "delregional" if above in (top, central) else chance.choice(["delregional", "local"])
        if above.tier == "local":
            tier = "local"
        part = chance.random() < 0.15 and not above.is_part and above.tier != "central"
        groups.append(
            factories.GroupFactory(
                name=name,
                parent=above,
                region=region,
                tier=tier,
                part=part,
                type=chance.choice(kinds),
                status=chance.choice(["active", "dormant", "paused"]),
                frequency_text="två gånger per år samt vid behov",
            )
        )
    link = {"agreement": factories.AgreementFactory(), "group": top}
    factories.EscalationLinkFactory(**link, step="2", trigger="lesson", to_group=groups[0])
    factories.EscalationLinkFactory(**link, step="3a", trigger="dispute_principle", to_group=central)
    factories.EscalationLinkFactory(**link, step="aside", trigger="about_agreement", to_group=central)


@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_the_board(site, open_page, width):
    page = open_page(width)
    wrong = {}
    for address in ADDRESSES:
        page.goto(site + address)
        wrong[address] = wrongs(page)
    assert {address: found for address, found in wrong.items() if found} == {}


def test_filter_unfold_choose_and_share(site, open_page):
    page = open_page()
    page.goto(site + "/karta/")
    page.evaluate("window.stayed = true")
    page.get_by_label("Delregion", exact=True).select_option("nordvast")
    page.wait_for_url("**/karta/?delregion=nordvast")
    fold = page.locator("details.thin", has_text="Lilla samverkansmötet").first
    fold.locator("summary").click()
    page.get_by_role("link", name="Lilla samverkansmötet Bjuv").click()
    page.wait_for_url("**grupp=lilla-samverkansmotet-bjuv")
    panel = page.get_by_role("complementary", name="Lilla samverkansmötet Bjuv")
    expect(panel).to_contain_text("Om frågan inte löser sig")
    expect(page.locator(".box[aria-current=true]")).to_contain_text("Lilla samverkansmötet Bjuv")
    assert page.evaluate("window.stayed") is True, "all was swapped in place"
    assert page.wrongs == []

    other = open_page()
    other.goto(page.url)
    expect(other.get_by_role("complementary", name="Lilla samverkansmötet Bjuv")).to_be_visible()
    expect(other.locator(".box[aria-current=true]")).to_be_visible()
    page.get_by_role("link", name="Stäng").click()
    expect(panel).to_have_count(0)
    page.go_back()
    expect(panel).to_be_visible()


def test_the_same_without_script(site, open_page):
    page = open_page(390, script=False)
    page.goto(site + "/karta/")
    page.locator("summary", has_text="Filtrera").click()
    page.get_by_label("Delregion", exact=True).select_option("nordvast")
    page.get_by_role("button", name="Visa", exact=True).click()
    page.locator("summary", has_text="Lilla samverkansmötet").first.click()
    page.get_by_role("link", name="Lilla samverkansmötet Bjuv").click()
    expect(page.get_by_role("complementary", name="Lilla samverkansmötet Bjuv")).to_contain_text("Sammankallande")
    assert "grupp=lilla-samverkansmotet-bjuv" in page.url
    assert "delregion=nordvast" in page.url


def test_on_a_phone_the_panel_comes_first_and_who_chooses_is_taken_there(site, open_page):
    page = open_page(390)
    page.goto(site + "/karta/?delregion=sydost")
    page.get_by_role("link", name="Operativ grupp Sydost").click()
    panel = page.locator("#panel")
    expect(panel).to_be_focused()
    expect(panel).to_be_in_viewport()
    assert panel.bounding_box()["y"] < page.locator("[data-board]").bounding_box()["y"]
    panel.get_by_role("link", name="Visa i kartan").click()
    expect(page.locator(".box[aria-current=true]")).to_be_in_viewport()


def test_leading_bodies_and_panel_stay_in_view_while_the_groups_scroll(site, open_page):
    page = open_page()
    page.goto(f"{site}/karta/?grupp={CHOSEN}")
    page.mouse.wheel(0, 1100)
    page.wait_for_timeout(400)
    for name in ("Centralt samverkansorgan", "Central tjänstemannaberedning", "Delregionalt samverkansorgan Nordväst"):
        expect(page.locator(".box", has_text=name.split()[0] + " ").locator("visible=true").first).to_be_in_viewport()
        expect(page.locator("#panel")).to_be_in_viewport()
    tops = {
        name: page.locator(f"#g-{name}").bounding_box() for name in ("cs", "cs-tb", "ds-nordvast", "ds-tb-nordvast")
    }
    assert max(tops[name]["y"] + tops[name]["height"] for name in ("cs", "cs-tb")) <= tops["ds-tb-nordvast"]["y"] + 1
    assert tops["cs"]["y"] >= 0


def test_the_tree_is_walked_by_keyboard(site, open_page):
    page = open_page()
    page.goto(site + "/karta/")
    summary = page.locator("#d-sydost > summary")
    summary.focus()
    page.keyboard.press("Enter")
    for name in ("Delregionalt samverkansorgan Sydost", "Delregional tjänstemannaberedning Sydost", "Operativ grupp"):
        page.keyboard.press("Tab")
        assert name in page.evaluate("document.activeElement.textContent").replace("\u00ad", "")
    page.keyboard.press("Enter")
    page.wait_for_url("**grupp=operativ-grupp-sydost")
    expect(page.locator("#panel")).to_be_focused()
    expect(page.locator("#karta-besked")).to_be_empty()
    page.keyboard.press("Escape")
    expect(page.locator("#panel")).to_have_count(0)
    expect(page.locator("#g-operativ-grupp-sydost")).to_be_focused()


def shows(page, selector: str) -> list[str]:
    """Return the words of what of these is to be seen."""
    return [each.inner_text() for each in page.locator(selector).all() if each.is_visible()]


def test_the_ladder_on_request_is_told_in_words_and_lit_where_a_delregion_is_unfolded(site, open_page):
    page = open_page()
    page.goto(site + "/karta/")
    page.get_by_label("Åtgärdsstrappa").check()
    words = page.get_by_role("region", name="Åtgärdsstrappan")
    expect(words).to_contain_text("Tjänstemannaberedning (central)")
    expect(words.get_by_role("listitem")).to_have_count(5)
    assert shows(page, ".board .n.on") == [], "nothing is unfolded"
    page.locator("#d-nordost > summary").click()
    assert sorted(shows(page, ".board .n.on")) == ["!", "3a", "3b"]
    expect(page.locator("#g-ds-tb-nordost .n")).to_contain_text("2")
    page.locator("#d-nordost > summary").click()
    assert shows(page, ".board .n.on") == []


@pytest.mark.parametrize("width", [390, 320])
def test_on_a_narrow_board_the_way_goes_up_from_the_group_chosen_and_not_past_it(site, open_page, width):
    page = open_page(width)
    page.goto(f"{site}/karta/?delregion=nordvast&grupp=styrgrupp-fact")
    lit = page.evaluate(
        """() => {
            const way = getComputedStyle(document.querySelector(".box.chosen")).borderTopColor;
            const below = document.querySelector(".box.chosen").getBoundingClientRect().bottom;
            const found = [];
            for (const each of document.querySelectorAll(".level, .level *")) {
                for (const pseudo of ["::before", "::after"]) {
                    const style = getComputedStyle(each, pseudo);
                    const drawn = style.content !== "none" && parseFloat(style.borderLeftWidth);
                    if (!drawn || style.borderLeftColor !== way) continue;
                    const box = each.getBoundingClientRect();
                    const bottom = style.bottom === "auto" ? box.top + parseFloat(style.top) + parseFloat(style.height)
                        : box.bottom - parseFloat(style.bottom);
                    found.push(bottom - below);
                }
            }
            return found;
        }"""
    )
    assert lit
    assert max(lit) <= 0


def test_without_script_the_sides_stand_within_the_board(site, open_page):
    page = open_page(script=False)
    page.goto(site + "/karta/")
    board, sides = page.locator("[data-board]").bounding_box(), page.locator(".sides").bounding_box()
    assert sides["y"] >= board["y"] + 4


def test_a_past_day_is_told_of_and_left(site, open_page):
    page = open_page()
    page.goto(site + "/karta/?datum=2021-08-31")
    banner = page.get_by_role("complementary", name="Dag som visas")
    expect(banner).to_contain_text("Så här såg det ut 31 augusti 2021")
    banner.get_by_role("link", name="Visa i dag").click()
    expect(banner).to_have_count(0)


@pytest.mark.parametrize(("group", "above"), [("lilla-samverkansmotet-bjuv", 400), ("styrgrupp-fact", 0)])
def test_the_group_chosen_stays_in_view(site, open_page, group, above):
    page = open_page(height=844)
    page.goto(f"{site}/karta/?delregion=nordvast")
    card = page.locator(f"#g-{group}")
    card.evaluate("card => { const fold = card.closest('details.thin'); if (fold) fold.open = true; }")
    page.evaluate(f"scrollTo({{top: document.querySelector('#g-{group}').offsetTop - {above}, behavior: 'instant'}})")
    page.evaluate("scrollTo({top: 0, behavior: 'instant'})") if not above else None
    card.click()
    page.wait_for_url(f"**grupp={group}")
    expect(page.locator("#panel")).to_be_visible()
    page.wait_for_timeout(300)
    box, heads = card.bounding_box(), page.locator("#g-ds-tb-nordvast").bounding_box()
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 844
    assert box["y"] >= heads["y"] + heads["height"] - 1, "not behind the bodies that stay in view"


def test_back_leads_out_of_what_was_typed(site, open_page):
    page = open_page()
    page.goto(f"{site}/karta/?delregion=nordvast")
    box = page.get_by_label("Fri text")
    box.press_sequentially("möte", delay=20)
    page.wait_for_url("**q=m*te")
    box.press_sequentially("t", delay=20)
    page.wait_for_url("**q=m*tet")
    page.go_back()
    page.wait_for_url("**q=m*te")
    expect(page.get_by_label("Fri text")).to_have_value("möte")
    page.go_back()
    page.wait_for_url("**/karta/?delregion=nordvast")
    page.wait_for_timeout(700)
    assert page.url.endswith("?delregion=nordvast"), "what was typed is not asked for again"
    expect(page.get_by_label("Fri text")).to_have_value("")
