"""Pages about meetings, looked at on one day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable

import pytest

DAY = dt.date(2026, 11, 26)


@pytest.fixture(autouse=True)
def today(monkeypatch) -> dt.date:
    """Let it be the same Thursday whenever the tests run."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args, **kwargs: DAY)
    return DAY


@pytest.fixture
def read(client) -> Callable[..., str]:
    """Return what gives the words of a page's main part, blanks as one; `read.html` has the tags."""

    def read_(address: str, status: int = 200) -> str:
        answer = client.get(address)
        assert answer.status_code == status, address
        read_.html = answer.content.decode()
        main = read_.html.split("<main")[1].split("</main")[0].replace("\N{SOFT HYPHEN}", "")
        words = re.sub(r"<span>[^<]*</span></abbr>|<[^>]*>", " ", main).replace("\N{NO-BREAK SPACE}", " ")
        return re.sub(r" ([.,])", r"\1", re.sub(r"\s+", " ", words))

    return read_
