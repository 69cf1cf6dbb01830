"""How a test comes in by the door that people use."""

from __future__ import annotations

from playwright.sync_api import Page

from groups.models import User

PASSWORD = "a long invented password"


def log_in(page: Page, site: str, user: User, to: str = "/admin/") -> Page:
    page.goto(f"{site}/admin/login/?next={to}")
    page.fill("input[name=username]", user.username)
    page.fill("input[name=password]", PASSWORD)
    page.click("[type=submit]")
    page.wait_for_url(f"{site}{to}")
    page.wrongs.clear()
    return page
