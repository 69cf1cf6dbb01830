"""One Chromium for all browser tests, and the demo behind a live server."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

from tests import demo_fixture

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests in this folder drive a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser, started once. Playwright keeps an event loop in this thread; Django is told that it may."""
    if not Path(CHROMIUM).exists():
        pytest.skip(f"{CHROMIUM} is not there")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",  # root may not use it
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture
def site(transactional_db, live_server) -> str:
    """The address of a live server with the demo loaded."""
    demo_fixture.fill()
    return live_server.url


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Return what opens a page of its own: width, colour scheme, with or without script. `page.wrongs` gathers
    what the console and the network complain of.
    """
    contexts = []

    def failed(request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # what a page still fetches when it is left is no fault of its
            request.frame.page.wrongs.append(f"failed: {request.url}")

    def opened(width: int = 1280, scheme: str = "light", script: bool = True, height: int = 900) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height},
            color_scheme=scheme,
            java_script_enabled=script,
            locale="sv-SE",
        )
        contexts.append(context)
        page = context.new_page()
        page.wrongs = []
        page.on("console", lambda said: page.wrongs.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.wrongs.append(str(error)))
        page.on("requestfailed", failed)
        return page

    yield opened
    for context in contexts:
        context.close()
