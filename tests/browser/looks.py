"""What is wrong with how a page looks: to axe in light and in dark, to the console and the policy, and by its width."""

from __future__ import annotations

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe().axe_script

FIND_VIOLATIONS = """([asked, options]) => axe
    .run(asked === "one of each" ? { include: oneOfEachLook() } : document, options)
    .then(({ violations }) => violations.map((rule) => [rule.id, rule.nodes[0].html]))"""
"""All that axe tells of what holds would take longer to send than to find."""

ONE_OF_EACH_LOOK = Path(__file__).with_name("one_of_each_look.js").read_text()
"""To weigh the colours of a long list row by row would take most of axe's time."""

CONTRAST, LINKS = ({"type": "rule", "values": [rule]} for rule in ("color-contrast", "link-in-text-block"))
"""The rules of axe that ask what colour something has: all that dark can change, since it changes only colours."""


def wrongs(page: Page, *expected: int, unless: set[str] = frozenset()) -> list[str]:
    """Return what is wrong with the page as it stands, with everything unfolded.

    It is left in the light. `expected` are statuses that the test asks for and the console therefore may complain of,
    `unless` rules of axe that are not ours to keep.
    """
    unfold(page)
    found = [said for said in page.wrongs if not any(f"status of {each}" in said for each in expected)]
    if over := overflow(page):
        found.append(f"overflows by {over} px")
    found += _violations(page, "all", unless, rules={"color-contrast": {"enabled": False}})
    found += _violations(page, "one of each", unless, runOnly=CONTRAST)
    page.emulate_media(color_scheme="dark")
    page.evaluate("document.getAnimations().forEach((each) => each.cancel())")  # what is on its way is there at once
    dark = _violations(page, "all", unless, runOnly=LINKS) + _violations(page, "one of each", unless, runOnly=CONTRAST)
    found += [f"dark: {said}" for said in dark]
    page.emulate_media(color_scheme="light")
    page.wrongs.clear()  # axe itself writes styles that the policy stops
    return found


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")


def unfold(page: Page) -> None:
    """Open every fold: axe takes what is within a closed one for hidden, wherever the style shows it."""
    page.evaluate("document.querySelectorAll('details').forEach((each) => (each.open = true))")


def _violations(page: Page, asked: str, unless: set[str], **options: object) -> list[str]:
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE + ONE_OF_EACH_LOOK)
    # It would fetch media anew to look into it; there is none.
    found = page.evaluate(FIND_VIOLATIONS, [asked, {"resultTypes": ["violations"], "preload": False, **options}])
    return [f"{rule}: {html[:150]}" for rule, html in found if rule not in unless]
