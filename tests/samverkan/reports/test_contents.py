"""What the compilation says, and to whom."""

from __future__ import annotations

import json

import pytest

from samverkan.reports import audience
from samverkan.reports.blocks import Bullets, Contents, Entry, Facts, Section, Words
from samverkan.reports.change_words import Changes
from samverkan.reports.contents import contents
from tests.samverkan.reports import snapshot_world as world


def read(snapshot=None, *, whole: bool) -> audience.Reading:
    return audience.read(snapshot or world.later(), world.NAMES, whole=whole)


def compose(*, whole: bool, compared: bool = True) -> Contents:
    later, earlier = read(whole=whole), read(world.earlier(), whole=whole)
    changes = Changes(earlier, later) if compared else None
    return contents(later, changes, [earlier.snapshot] if compared else [])


def section(made: Contents, anchor: str) -> Section:
    return next(each for _level, each in made.walk() if each.anchor == anchor)


def told(made: Section) -> str:
    """Return all words of a section and those within it."""
    words = []
    for _level, each in made.walk():
        words += [each.title, each.note]
        for block in each.blocks:
            if isinstance(block, Words):
                words.append(block.text)
            elif isinstance(block, Bullets):
                words += lines(block.entries)
            elif isinstance(block, Facts):
                words += [f"{fact.label}: {'; '.join(fact.lines)}" for fact in block.rows]
    return "\n".join(words)


def lines(entries: list[Entry]) -> list[str]:
    return [line for each in entries for line in (f"{each.name} – {each.words}", *lines(each.inner))]


def test_every_part_of_a_compilation_is_there_in_order():
    assert [each.anchor for each in compose(whole=True).sections] == [
        "inledning", "sammanfattning", "bilder", "aktiva", "nystartade", "vilande", "avslutade", "titta", "andringar",
        "grupper", "reservation", "ord",
    ]  # fmt: skip


def test_the_frame_tells_what_it_is_revised_from_or_that_there_was_nothing():
    frame = {fact.label: fact.lines for fact in compose(whole=True).facts}
    assert frame == {
        "Delregion": ["Nordväst"],
        "Avser läget den": ["1 mars 2023"],
        "Reviderad från": ["Grupper 2021, 1 maj 2021"],
        "Uppdragsgivare": ["AU NV"],
        "Sammanställd av": ["processledarna"],
    }
    first = contents(read(world.earlier(), whole=True))
    assert ["Ingen tidigare sammanställning"] in [fact.lines for fact in first.facts]


def test_the_summary_counts_groups_and_changes_but_no_parts():
    said = told(section(compose(whole=True), "sammanfattning"))
    assert "Sammanställningen omfattar 7 grupper: 5 aktiva, 1 nystartad, 1 vilande." in said
    assert "1 del av en grupp står med men räknas inte." in said
    assert "2 grupper är nya, 1 har avslutats (varav 1 har ersatts av andra grupper), 1 har bytt namn" in said


def test_without_an_earlier_one_it_says_that_changes_cannot_be_told():
    made = compose(whole=True, compared=False)
    for anchor in ("sammanfattning", "andringar"):
        assert "kan inte räknas fram" in told(section(made, anchor))


def test_active_groups_stand_by_tier_and_by_topic_and_no_others_do():
    made = section(compose(whole=True), "aktiva")
    assert [each.title for each in made.sections] == ["Delregionala grupper", "Lokala grupper", "Efter ämne"]
    assert "sammankallas av processledaren och ordföranden, 3 ggr/termin" in told(made)
    assert "God och nära vård" not in told(made)
    topics = made.sections[-1].blocks[-1].entries
    assert [each.words for each in topics] == ["Avvikelser", "HS-avtalet", "SIP", "Inget ämne angivet"]


def test_what_started_rests_and_ended_is_told_with_its_circumstances():
    made = compose(whole=True)
    assert "God och nära vård – nystartad sedan 2023-01-09" in told(section(made, "nystartade"))
    assert "AU NV – aktiv" in told(section(made, "nystartade"))
    assert "Samråd psykiatri – vilande: Pandemin. Villkor för omstart: När ordföranden har bytts" in told(
        section(made, "vilande")
    )
    assert "Gamla rådet – Avslutad 2022-06-30: Uppgiften gick över. Ersätts av Lilla samverkansmötet" in told(
        section(made, "avslutade")
    )


def test_a_list_with_nothing_in_it_says_so():
    made = contents(read(world.snapshot({"a": world.group("A")}), whole=True))
    for anchor, words in (
        ("nystartade", "Ingen grupp är nystartad."),
        ("vilande", "Ingen grupp är pausad eller vilande."),
        ("avslutade", "Ingen grupp har avslutats."),
    ):
        assert words in told(section(made, anchor))
    empty = contents(read(world.snapshot({}), whole=True))
    assert "Inga grupper är registrerade." in told(section(empty, "sammanfattning"))


def test_a_group_tells_every_fact_and_that_one_is_not_stated():
    said = told(section(compose(whole=True), "g-ds-tb"))
    for words in (
        "Möts: 3 ggr/termin", "Sammankallande: Processledaren; Ordföranden", "Beslutsmandat: Inte angivet",
        "2 platser, varav 1 vakant", "Ordförande, Bjuvs kommun: Hugo Hemlig", "Ledamot, Bjuvs kommun: vakant",
        "Möten: 2 möten hållna sedan 2022-03-01; väntat 4–6; Senast 2023-02-02; I snitt 80 % av de kallade var med; "
        "2 öppna åtgärder, varav 1 försenade", "Kommuner utan företrädare: Bjuv",
        "Oklart i åtgärdsstrappan: Steg 3 saknar mottagare", "Sammankallande intygar att uppgifterna stämmer",
        "Sammankallandes förslag: fortsätt",
    ):  # fmt: skip
        assert words in said, words
    assert "Del av Samråd psykiatri" in told(section(compose(whole=True), "g-del"))


def test_the_changes_are_told_field_by_field():
    said = told(section(compose(whole=True), "andringar"))
    for words in (
        "Lilla samverkansmötet – hette Lilla mötet", "Möts: ”3 ggr/termin” (förut ”2 ggr/termin”)",
        "Sammankallande – tillkom: processledaren; ordföranden", "Ordförande: ny innehavare, Hugo Hemlig",
        "Gamla rådet – ersätts av Lilla samverkansmötet",
    ):  # fmt: skip
        assert words in said, words
    assert "Lilla mötet –" not in said, "a renamed group has not gone"


def everything(made: Contents) -> str:
    return json.dumps([str(each) for each in made.sections], ensure_ascii=False) + str(made.facts)


def test_the_public_reads_no_hidden_group_and_no_hidden_name():
    public, whole = everything(compose(whole=False)), everything(compose(whole=True))
    for secret in (world.SECRET, world.HIDDEN, "Sammankallandes förslag", "I snitt 80 %"):
        assert secret in whole
        assert secret not in public, secret
    assert world.PUBLIC in public
    assert "namnet visas inte publikt" in public
    assert "grupper och namn som inte är publika är inte med" in public


@pytest.mark.parametrize("was_public", [True, False])
def test_a_group_that_changes_sides_is_told_neither_as_new_nor_as_gone(was_public):
    earlier, later = world.earlier(), world.later()
    for snapshot, is_public in ((earlier, was_public), (later, not was_public)):
        snapshot["groups"]["hemlig"]["public"] = is_public
        snapshot["named"]["hemlig"]["public"] = is_public
    changes = Changes(read(earlier, whole=False), read(later, whole=False))
    assert "hemlig" not in {each.slug for each in (*changes.found.new, *changes.found.ended, *changes.found.changed)}


def test_an_erased_name_is_told_as_erased():
    reading = audience.read(world.later(), {}, whole=True)
    assert "namnet är borttaget" in everything(contents(reading))
