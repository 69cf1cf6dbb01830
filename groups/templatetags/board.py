"""The cards of the board and the lists they stand in.

Printed in Python, since a template takes several times as long for each of up to two hundred cards: `make bench` holds
the drawing to its measure.
"""

from __future__ import annotations

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groups.board import Report
from groups.drawing import Fold, Node
from groups.hyphens import soften
from groups.models import GroupType

register = template.Library()

NOTHING = SafeString()
OPEN = mark_safe(" open")
LI = {mark: mark_safe(f' class="{mark}"' if mark else "") for mark in ("", "pass", "here")}  # noqa: S308 - constants


@register.simple_tag
def card(node: Node) -> SafeString:
    """Return one group as a link that chooses it; names are never cut. The texts of a card are escaped already."""
    made = node.card
    current = ' aria-current="true"' if made.is_chosen else ""
    status = f"<em>{made.status}</em>" if made.status else ""
    meta = f"<span>{made.meta}</span>" if made.meta else ""
    steps = _steps(node.steps) if node.steps else ""
    reporting = _reporting(node) if made.reported else ""
    return mark_safe(  # noqa: S308 - put together of what is escaped
        f'<a class="box{made.css}" id="g-{made.slug}" href="{made.href}"{current}>'
        f"{status}<strong>{made.name}</strong>{meta}{steps}</a>{reporting}"
    )


@register.simple_tag(takes_context=True)
def branch(context: template.Context, items: Iterable[Node | Fold]) -> SafeString:
    """Return the items of a list: cards and folds, with all that hangs under them as lists within.

    Of the context it takes `open` and `in_list`, the addresses of what there was no room for.
    """
    return _items(items, context.get("open", "?"), context.get("in_list", "?"))


@register.simple_tag(takes_context=True)
def more(context: template.Context, node: Node) -> SafeString:
    """Return the link to the groups below that there was no room for; nothing where there was."""
    return _more(node, context.get("open", "?")) if node.hidden else NOTHING


def _items(items: Iterable[Node | Fold], open_: str, in_list: str) -> SafeString:
    each = [f"<li{LI[item.mark]}>{_item(item, open_, in_list)}</li>\n" for item in items]
    return mark_safe("".join(each))  # noqa: S308 - put together of what is escaped


def _item(item: Node | Fold, open_: str, in_list: str) -> SafeString:
    if isinstance(item, Fold):
        return _fold(item, open_, in_list)
    below = [item.partner, *item.children] if item.partner else item.children
    if not below and not item.hidden:
        return card(item)
    last = format_html("<li>{}</li>", _more(item, open_)) if item.hidden else NOTHING
    return format_html('{}<ul class="kids">{}{}</ul>', card(item), _items(below, open_, in_list), last)


def _fold(fold: Fold, open_: str, in_list: str) -> SafeString:
    """Return many of a type, or parts, as one line that unfolds; as a link to the list where there was no room."""
    if not fold.children:
        words = ngettext("%(n)d grupp, i listan", "%(n)d grupper, i listan", fold.groups) % {"n": fold.groups}
        return format_html(
            '<a class="fold-link thin" hx-boost="false" href="{}{}{}"><b>{}</b><span class="sub">{}</span></a>',
            reverse("groups:group-list"), in_list, fold.kind.slug, soften(fold.kind.plural), words,
        )  # fmt: skip
    rest = NOTHING
    if fold.hidden:
        words = ngettext("%(n)d till i listan", "%(n)d till i listan", fold.hidden) % {"n": fold.hidden}
        rest = format_html(
            '<p class="more"><a hx-boost="false" href="{}{}{}">{}</a></p>',
            reverse("groups:group-list"), in_list, fold.kind.slug, words,
        )  # fmt: skip
    return format_html(
        '<details class="fold thin" data-keep id="t-{}"{}><summary><b>{}</b><span class="sub">{}</span></summary>'
        '<ul class="kids">{}</ul>{}</details>',
        fold.children[0].key,
        OPEN if fold.is_open else NOTHING,
        soften(fold.kind.name) if fold.kind else _("Delar"),
        _number(fold),
        _items(fold.children, open_, in_list),
        rest,
    )


def _number(fold: Fold) -> str:
    if fold.kind is None:
        return ngettext("%(n)d del", "%(n)d delar", len(fold.children)) % {"n": len(fold.children)}
    if fold.kind.expected_per == GroupType.Expected.MUNICIPALITY:
        return ngettext("%(n)d kommun", "%(n)d kommuner", fold.groups) % {"n": fold.groups}
    return ngettext("%(n)d grupp", "%(n)d grupper", fold.groups) % {"n": fold.groups}


def _more(node: Node, open_: str) -> SafeString:
    words = ngettext("Visa %(n)d grupp till här under", "Visa %(n)d grupper till här under", node.hidden)
    link = '<a class="more" href="{0}{1}#g-{1}">{2}</a>'
    return format_html(link, open_, node.card.slug, words % {"n": node.hidden})


def _steps(steps: dict[str, bool]) -> SafeString:
    step = '<b class="n{}"><span class="vh">{} </span>{}</b>'
    return format_html_join(
        "", step, ((" lined" if lined else "", _("Steg"), number) for number, lined in steps.items())
    )


def _reporting(node: Node) -> SafeString:
    """Return whom the group reports to, each by its kind; or that it is nowhere."""
    told = [(report.line.kind, _line(report)) for report in node.card.lines]
    if node.card.answer:
        told.append((node.card.reporting, capfirst(node.card.answer)))
    return format_html('<ul class="reporting">{}</ul>', format_html_join("", '<li class="{}">{}</li>', told))


def _line(report: Report) -> SafeString:
    line, target = report.line, report.line.target
    if report.href:
        target = format_html('<a href="{}">{}</a>', report.href, line.to_group.label)
    needed = _(", vid behov") if line.when_needed else ""
    return format_html("{} {}{}", capfirst(line.get_kind_display()), target, needed)
