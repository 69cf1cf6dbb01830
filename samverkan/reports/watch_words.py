"""What the working committee should look at, as a section and as rows: `look_at` with each rule stated."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from samverkan.reports import alike, look_at
from samverkan.reports.audience import Reading
from samverkan.reports.blocks import Entry, Section, Words
from samverkan.reports.group_facts import anchor


def section(reading: Reading) -> Section:
    """Return every rule with its list; that nothing is found is said too."""
    commissioner = reading.snapshot["commissioner"]
    made = Section("titta", _("Att titta på"))
    if commissioner and commissioner["name"]:
        made.blocks.append(
            Words(_("För %(commissioner)s att ta ställning till.") % {"commissioner": commissioner["name"]})
        )
    for rule in reading.watched:
        entries = [_entry(found) for found in rule.found]
        listed = alike.bullets(reading, entries) if entries else Words(_("Inga."))
        made.sections.append(Section(f"titta-{rule.key}", rule.label, [Words(rule.words, soft=True), listed]))
    return made


def rows(reading: Reading) -> Iterator[tuple[str, str | None, str, str]]:
    """Yield (rule, key of the group or None, name, words) for all that is found: the sheet of what to look at."""
    for rule in reading.watched:
        for found in rule.found:
            yield rule.label, found.slug, found.name, found.words


def _entry(found: look_at.Found) -> Entry:
    return Entry(found.words, found.name, anchor(found.slug) if found.slug else "")
