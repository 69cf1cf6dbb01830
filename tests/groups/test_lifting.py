"""Where a question goes: every group of the demo and every kind of question, against the rules written down here.

What is expected comes from the agreement as it is told (åtgärdsstrappan: 1 the party responsible, 2 DS-TB, 3a CS-TB,
3b DS, aside CS-TB; in Sydost the styrgrupp settles disputes under its own agreement), not from the code.
"""

from __future__ import annotations

import datetime as dt

import pytest

from groups.escalation import ladders, way
from groups.lifting import KINDS, home_of, officials_of, organisations_meant
from groups.models import EscalationLink, Group, Organisation, Region

pytestmark = pytest.mark.once
DAY = dt.date(2026, 11, 23)
PARTY = "the party responsible"
HS, PSYCHIATRY = "hs-avtalet", "psykiatriavtalet-sydost"

REGIONS = ("malmo", "mellersta", "nordost", "nordvast", "sydost", "sydvast")
CENTRAL = ("cs", "cs-tb", "uppfoljningsgruppen")
POLITICAL = tuple(f"ds-{region}" for region in REGIONS)
BESIDE_OFFICIALS = ("halsostadens-politiska-styrgrupp",)
UNDER_DS_TB = {
    "nordvast": (
        "au-nordvast",
        "god-och-nara-vard-helsingborg",
        "klustersamverkan-nv",
        *(
            f"lilla-samverkansmotet-{municipality}"
            for municipality in (
                "bjuv",
                "bastad",
                "helsingborg",
                "hoganas",
                "klippan",
                "landskrona",
                "svalov",
                "astorp",
                "angelholm",
                "orkelljunga",
            )
        ),
        "mobilt-team-landskrona",
        "arbetsgruppen-mobilt-team-landskrona",
        "narsjukvardsradet-mobilt-team-landskrona",
        "psykosmottagningen-och-kommunen-hoganas",
        "rehabkoordinator-vuxenenhet-och-ekonomiskt-bistand-hoganas",
        "samverkan-akutmottagning-primarvard-helsingborg",
        "stora-samverkansmotet",
        "styrgrupp-fact",
        "styrgrupp-for-samraden-psykiatri",
        "litet-samrad-psykiatri",
        "litet-samrad-psykiatri-helsingborg",
        "litet-samrad-psykiatri-landskrona",
        "litet-samrad-psykiatri-angelholm",
        "stort-lokalt-samrad-psykiatri",
    ),
    "sydost": (
        "operativ-grupp-sydost",
        "styrgrupp-psykiatri-sydost",
        "samrad-barn-och-unga-sydost",
        "samrad-samsjuklighet-sydost",
    ),
}
OWN_AGREEMENT = ("styrgrupp-psykiatri-sydost", "samrad-barn-och-unga-sydost", "samrad-samsjuklighet-sydost")
LADDER = {
    "nytt-problem": ("1", PARTY),
    "inte-rattat": ("2", "ds-tb-{region}"),
    "principiell": ("2", "ds-tb-{region}"),
    "tvist-princip": ("3a", "cs-tb"),
    "tvist-lokal": ("3b", "ds-{region}"),
    "om-avtalet": ("aside", "cs-tb"),
}


def _cases() -> list[tuple[str, str, list[tuple[str, str, str] | tuple[str, None]]]]:
    """(group, kind, [(agreement, step, receiver)]); (agreement, None) where the agreement says nothing of it there."""
    cases = []
    for group in (*CENTRAL, *POLITICAL, *BESIDE_OFFICIALS):
        # Nothing stands above the officials of the delregion but the side door, which any party may take.
        for kind in LADDER:
            cases.append((group, kind, [(HS, *LADDER[kind]) if kind == "om-avtalet" else (HS, None)]))
    for region in REGIONS:
        for group in (f"ds-tb-{region}", *UNDER_DS_TB.get(region, ())):
            for kind, (step, receiver) in LADDER.items():
                expected = [(HS, step, receiver.format(region=region))]
                if group in OWN_AGREEMENT:
                    settled = kind in ("tvist-princip", "tvist-lokal")
                    expected.append((PSYCHIATRY, "2", "styrgrupp-psykiatri-sydost") if settled else (PSYCHIATRY, None))
                cases.append((group, kind, expected))
    return cases


CASES = _cases()


def told(link: EscalationLink | None) -> tuple:
    if link is None:
        return (None,)
    return link.step, link.to_group.slug if link.to_group else PARTY


def ways(group: Group, kind: str) -> list:
    return [way(ladder, KINDS[kind].trigger) for ladder in ladders(group, DAY)]


@pytest.mark.parametrize(("group", "kind", "expected"), CASES, ids=[f"{group}-{kind}" for group, kind, _e in CASES])
def test_every_question_from_every_group_goes_where_the_agreement_says(demo, db, group, kind, expected):
    found = [(each.agreement.slug, *told(each.now)) for each in ways(Group.objects.get(slug=group), kind)]
    assert found == expected


def test_the_table_holds_every_current_group_and_every_kind(demo, db):
    current = set(Group.objects.listed().current().values_list("slug", flat=True))
    assert {(group, kind) for group, kind, _expected in CASES} == {(group, kind) for group in current for kind in KINDS}
    assert set(LADDER) == set(KINDS)
    assert {kind.trigger for kind in KINDS.values()} == set(EscalationLink.Trigger)


# (kind, agreement) → the steps before, those after, what it would be if it were of the neighbouring kind
AROUND = {
    ("nytt-problem", HS): ([], ["2", "3a", "3b"], "2"),
    ("inte-rattat", HS): (["1"], ["3a", "3b"], None),
    ("principiell", HS): ([], ["3a", "3b"], None),
    ("tvist-princip", HS): (["1", "2"], [], "3b"),
    ("tvist-lokal", HS): (["1", "2"], [], "3a"),
    ("om-avtalet", HS): ([], [], None),
    ("nytt-problem", PSYCHIATRY): ([], ["2", "2"], None),
    ("inte-rattat", PSYCHIATRY): ([], ["2", "2"], None),
    ("principiell", PSYCHIATRY): ([], ["2", "2"], None),
    ("tvist-princip", PSYCHIATRY): ([], [], None),
    ("tvist-lokal", PSYCHIATRY): ([], [], None),
    ("om-avtalet", PSYCHIATRY): ([], [], None),
}


@pytest.mark.parametrize("group", [*OWN_AGREEMENT, "lilla-samverkansmotet-bjuv", "ds-tb-malmo"])
@pytest.mark.parametrize("kind", list(LADDER))
def test_what_comes_before_and_after(demo, db, group, kind):
    for each in ways(Group.objects.get(slug=group), kind):
        before, after, instead = AROUND[kind, each.agreement.slug]
        assert [rung.step for rung in each.before] == before
        assert [rung.step for rung in each.after] == after
        assert (each.instead.step if each.instead else None) == instead


@pytest.mark.parametrize(("municipality", "region"), [("Malmö", "malmo"), ("Ystad", "sydost"), ("Svalöv", "nordvast")])
def test_without_a_group_the_ladder_is_that_of_the_delregions_officials(demo, db, municipality, region):
    home = home_of(Organisation.objects.get(name=municipality), DAY)
    assert home.slug == region
    assert officials_of(home, Group.objects.all()).slug == f"ds-tb-{region}"


def test_every_delregion_has_officials(demo, db):
    found = {region.slug: officials_of(region, Group.objects.all()) for region in Region.objects.delregions()}
    assert {slug: group.slug for slug, group in found.items()} == {region: f"ds-tb-{region}" for region in REGIONS}


@pytest.mark.parametrize(
    ("organisation", "home"),
    [("sf-helsingborg", "nordvast"), ("fact-teamet", "nordvast"), ("region-skane", None), ("bup", None)],
)
def test_a_unit_is_at_home_where_those_above_it_are(demo, db, organisation, home):
    found = home_of(Organisation.objects.with_lineage().get(slug=organisation), DAY)
    assert (found.slug if found else None) == home


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("Helsingborg", ["Helsingborg"]),
        ("angelholm", ["Ängelholm"]),
        (" ÄNGELHOLM ", ["Ängelholm"]),
        ("Psykatri nordväst", ["Psykiatri nordväst"]),
        ("Helsingborgs stad", ["Helsingborg"]),
        ("bjuvs kommun", ["Bjuv"]),
        ("Klippan kommun", ["Klippan"]),
        ("klipans kommun", ["Klippan"]),
        ("Örskälljunga", ["Örkelljunga"]),
        ("Region Skåne", ["Region Skåne"]),
        ("Atlantis", []),
        ("", []),
        ("...", []),
    ],
)
def test_a_text_means_the_organisation_of_that_name(demo, db, text, meant):
    assert [each.name for each in organisations_meant(text)] == meant


def test_a_part_of_a_name_may_mean_several(demo, db):
    meant = [each.name for each in organisations_meant("helsingborgs")]
    assert "Helsingborgs lasarett" in meant
    assert len(meant) > 1
