"""Addresses that keep the day a page shows."""

from __future__ import annotations

from typing import Protocol

from django import template

from groups.forms.asked_day import AskedDay

register = template.Library()


class HasPage(Protocol):
    def get_absolute_url(self) -> str: ...


@register.filter
def page_then(thing: HasPage, asked: AskedDay | None) -> str:
    """Return the address of the thing's page, on the day asked for where that is another than today; None is today."""
    return asked.keep(thing.get_absolute_url()) if asked else thing.get_absolute_url()
