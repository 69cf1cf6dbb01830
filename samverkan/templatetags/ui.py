"""What templates of every app need to write as Swedes do: numbers, days, abbreviations, the current place."""

import re
from datetime import date, datetime
from functools import lru_cache

from django import template
from django.core.paginator import Page
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import conditional_escape, escape, format_html
from django.utils.safestring import SafeString, mark_safe

from groups.abbreviations import ABBREVIATIONS
from groups.hyphens import soften

register = template.Library()

NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"

# The longest first, so that DS-TB is not read as DS; whole words only.
_ABBREVIATION = re.compile(
    r"(?<![\w-])(" + "|".join(sorted(map(re.escape, ABBREVIATIONS), key=len, reverse=True)) + r")(?!\w)"
)


@register.filter
def number(value: int | None) -> str:
    """Return 145415 as "145 415" with no-break spaces; nothing at all for None."""
    return "" if value is None else f"{value:,}".replace(",", NO_BREAK_SPACE)


@register.filter
def day(value: date | datetime | None) -> str:
    """Return the day as a `<time>` that reads "22 november 2026", always with the year; "" for None."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    words = date_format(value, "j F Y").replace(" ", NO_BREAK_SPACE)
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), words)


@register.filter
def explain(text: object) -> SafeString:
    """Return the text with the first of each known abbreviation in it explained, on hover, tap and by the keyboard.

    Not for what stands within a link, a button or a label: each is a stop for the keyboard, until `abbr.js` leaves the
    first of each on the page.
    """
    return _explained(conditional_escape(text))


@lru_cache(maxsize=2000)
def _explained(escaped: str) -> SafeString:
    """Lists say the same few words over and over, so they are kept."""
    seen = set()

    def mark(found: re.Match) -> str:
        short = found[1]
        if short in seen:
            return short
        seen.add(short)
        return f'<abbr tabindex="0">{short}<span> {escape(ABBREVIATIONS[short])}</span></abbr>'

    return mark_safe(_ABBREVIATION.sub(mark, escaped))  # noqa: S308 - escaped by the filter


@register.filter
def breakable(email: str) -> SafeString:
    """Return the e-mail address, which may break after its "@" and before each dot, and nowhere inside a word."""
    return mark_safe(conditional_escape(email).replace("@", "@<wbr>").replace(".", "<wbr>."))  # noqa: S308 - escaped


register.filter(soften)


@register.filter
def first_word(text: str) -> str:
    """Return what stands before the first blank: the part of the site's name that is set strong."""
    return text.partition(" ")[0]


@register.filter
def other_words(text: str) -> str:
    """Return what stands after the first blank, or ""."""
    return text.partition(" ")[2]


@register.simple_tag(takes_context=True)
def current(context: template.Context, page: str, *below: str) -> SafeString:
    """Return `aria-current` for a menu link: "page" on the page itself, "true" on those below it, else ""."""
    request = context.get("request")
    match = getattr(request, "resolver_match", None)
    name = match.view_name if match else None
    if name == page:
        return mark_safe(' aria-current="page"')
    return mark_safe(' aria-current="true"') if name in below else mark_safe("")


@register.filter
def page_numbers(page: Page) -> list[int | str]:
    """Return the numbers to offer around a page: both ends, the neighbours, "…" where some are left out."""
    paginator = page.paginator
    return list(paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1))
