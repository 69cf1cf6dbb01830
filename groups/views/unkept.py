"""Answers that are for one reader alone."""

from __future__ import annotations

from django.http import HttpResponse


def unkept(answer: HttpResponse) -> HttpResponse:
    """Mark an answer as one that nobody keeps a copy of."""
    answer["Cache-Control"] = "private, no-store"
    answer["X-Robots-Tag"] = "noindex"
    return answer
