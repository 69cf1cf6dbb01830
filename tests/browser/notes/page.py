"""What the tests of the note taker's page do with it."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from groups.models import User
from meetings.models import Meeting
from tests.browser.login import log_in


def enter(page: Page, site: str, user: User, meeting: Meeting) -> Page:
    """Log in and open the page, as somebody does who got the address."""
    return log_in(page, site, user, f"/moten/{meeting.pk}/anteckna/")


def saved(page: Page) -> None:
    expect(page.locator("[data-state][data-kind=saved]")).to_be_visible()


def first_note(page: Page):
    return page.get_by_label("Anteckning", exact=True).first


def kept(page: Page) -> list[str]:
    """What waits in the browser's storage."""
    return page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('anteckningar/'))")
