"""What the working committee should look at: each rule finds what it says, and nothing else."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest

from groups.models import Region
from groups.snapshot import for_everyone
from samverkan.reports import composing, look_at, overlaps
from tests.frozen import ANSWER, DAY, MET, entry, frozen, holder, seat

TEN = [
    "bastad",
    "bjuv",
    "astorp",
    "angelholm",
    "orkelljunga",
    "klippan",
    "helsingborg",
    "hoganas",
    "landskrona",
    "svalov",
]


def found(key: str, groups: dict[str, Any], **stated: Any) -> dict[str | None, str]:
    """What the rule finds: the words by slug."""
    (rule,) = (rule for rule in look_at.of(frozen(groups, **stated)) if rule.key == key)
    return {each.slug: each.words for each in rule.found}


def members(*slugs: str) -> list[dict[str, Any]]:
    return [seat("convener"), *(seat(label=slug, organisation=slug, organisation_slug=slug) for slug in slugs)]


LONG = "Lyfter brister och föreslår utbildningar; ser över det lokala avtalet."

CASES: dict[str, tuple[list[tuple[dict[str, Any], str]], list[dict[str, Any]]]] = {
    "reports_nowhere": (
        [
            ({"reporting": "nowhere"}, ""),
            ({"reporting": "unknown"}, "okänt vart"),
        ],
        [{"reporting": "lines"}, {"reporting": "own_organisation"}],
    ),
    "no_feedback": (
        [({"feedback": "none_stated"}, ""), ({"feedback": "none_stated", "tier": "local"}, "")],
        [{"feedback": "yes"}, {"feedback": "unknown"}],
    ),
    "no_mandate": (
        [({"mandate": "none"}, ""), ({"mandate": "not_stated"}, "ej angivet")],
        [{"mandate": "within_profession"}, {"mandate": "full"}],
    ),
    "no_convener": (
        [
            ({"seats": [seat("member")]}, "ingen är angiven"),
            ({"seats": [seat("convener", vacant=1)]}, "platsen som sammankallande är vakant"),
        ],
        [{"seats": [seat("convener")]}, {"seats": [seat("convener", holders=[holder()])]}],
    ),
    "vacant": (
        [
            (
                {"seats": [seat(label="chef", vacant=2), seat(label="AKO", vacant=1), seat()]},
                "3 vakanta platser: chef; AKO",
            ),
            ({"missing": ["Svalöv", "Bjuv"]}, "kommuner utan företrädare: Svalöv, Bjuv"),
            (
                {"seats": [seat(label="chef", vacant=1)], "missing": ["Bjuv"]},
                "1 vakant plats: chef. Kommuner utan företrädare: Bjuv",
            ),
        ],
        [{"seats": [seat(holders=[holder()])]}, {"seats": []}],
    ),
    "term_ends": (
        [
            ({"seats": [seat("chair", holders=[holder(to="2027-05-25")])]}, "chair till och med 2027-05-25"),
            ({"seats": [seat("vice_chair", holders=[holder(to=DAY)])]}, f"vice_chair till och med {DAY}"),
        ],
        [
            {"seats": [seat("chair", holders=[holder(to="2027-05-26")])]},
            {"seats": [seat("chair", holders=[holder()])]},
            {"seats": [seat("member", holders=[holder(to=DAY)])]},
        ],
    ),
    "meets_seldom": (
        [
            ({"meetings": MET | {"held": 3}}, "3 möten av minst 4"),
            ({"meetings": MET | {"held": 1}}, "1 möte av minst 4"),
            ({"meetings": MET | {"held": 0, "last": None}}, "inget hållet möte är registrerat"),
            ({"meetings": MET | {"held": 0, "last": "2024-01-01"}}, "inget möte på ett år, senast 2024-01-01"),
            (
                {"meetings": MET | {"held": 0, "last": None, "expected_min": None, "expected_max": None}},
                "inget hållet möte är registrerat",
            ),
            ({"meetings": MET | {"held": 3}, "status_since": "2025-11-23"}, "3 möten av minst 4"),
        ],
        [
            {"meetings": MET | {"held": 4}},
            {"meetings": MET | {"held": 1, "expected_min": None, "expected_max": None}},
            {"meetings": MET | {"held": 0}, "status": "dormant"},
            {"meetings": MET | {"held": 0}, "status": "paused"},
            {"meetings": MET | {"held": 0}, "status_since": "2025-11-24"},
            {"meetings": MET | {"held": 0, "expected_min": 0, "expected_max": 0}},
            {"meetings": None},
        ],
    ),
    "not_attested": (
        [
            ({"reviewed_on": None}, "aldrig granskad"),
            ({"reviewed_on": "2025-11-23"}, "senast granskad 2025-11-23"),
            ({"reviewed_on": None, "review": ANSWER}, "svarade utan att intyga, aldrig granskad"),
            ({"reviewed_on": None, "review": ANSWER | {"answered": False}}, "har inte svarat, aldrig granskad"),
        ],
        [
            {"reviewed_on": "2025-11-24"},
            {"reviewed_on": None, "review": ANSWER | {"attested": True}},
            {"review": ANSWER | {"answered": False}},
        ],
    ),
    "past_valid": (
        [({"valid_until": "2026-11-22"}, "giltig till och med 2026-11-22")],
        [{"valid_until": DAY}, {"valid_until": None}],
    ),
    "ladder": ([({"ladder": ["Ingen väg vidare för: tvist."]}, "Ingen väg vidare för: tvist.")], [{"ladder": []}]),
}
"""What of one group each rule finds, with its words, and what it does not find."""


@pytest.mark.parametrize(
    ("key", "stated", "words"), [(key, *case) for key, (finds, _misses) in CASES.items() for case in finds]
)
def test_the_rule_finds(key: str, stated: dict, words: str) -> None:
    told = entry(
        "Gruppen", mandate=stated.get("mandate", "full"), **{k: v for k, v in stated.items() if k != "mandate"}
    )
    for fact in ("reporting", "feedback", "mandate"):
        told["facts"][fact] = "så står det"
    assert found(key, {"g": told}) == {"g": words or "så står det"}


@pytest.mark.parametrize(("key", "stated"), [(key, case) for key, (_finds, misses) in CASES.items() for case in misses])
def test_the_rule_does_not_find(key: str, stated: dict) -> None:
    assert found(key, {"g": entry(**stated)}) == {}


@pytest.mark.parametrize("key", CASES)
def test_parts_and_ended_groups_are_not_listed(key: str) -> None:
    stated, _words = CASES[key][0][0]
    told = {
        "hela": entry("Hela"),
        "del": entry("Delen", part=True, parent="hela", **stated),
        "slut": entry("Slut", **(stated | {"status": "ended"})),
    }
    assert set(found(key, told)) <= {"hela"}


def test_what_is_vacant_in_a_part_and_who_convenes_it_is_told_of_the_whole() -> None:
    parts = {"del": entry("Delen", part=True, parent="hela", seats=[seat("convener"), seat(label="chef", vacant=1)])}
    assert found("vacant", {"hela": entry("Hela"), **parts}) == {"hela": "1 vakant plats: chef (Delen)"}
    assert found("no_convener", {"hela": entry("Hela", seats=[]), **parts}) == {}


def test_same_topic_and_mostly_the_same_organisations_may_overlap() -> None:
    one = entry("A", topics=["psykiatri", "sip"], seats=members("a", "b", "c", "d"))
    one["facts"]["topics"] = ["Psykiatri", "SIP"]
    mostly = entry("B", topics=["psykiatri"], seats=members("a", "b", "c"))
    assert found("overlap", {"a": one, "b": mostly}) == {
        "a": "B (samma ämne, Psykiatri, och 3 av 4 verksamheter i båda)"
    }


@pytest.mark.parametrize(
    "other",
    [
        entry("B", topics=["psykiatri"], seats=members("a", "b")),  # half of four
        entry("B", topics=["barn"], seats=members("a", "b", "c", "d")),
        entry("B", topics=["psykiatri"], seats=members("a", "b", "c", "d"), parent="a"),
        entry("B", topics=["psykiatri"], seats=members("a", "b", "c", "d"), parent="under"),
        entry("B", topics=["psykiatri"], seats=members("a", "b", "c", "d"), covered=["klippan"]),
        entry("B", topics=["psykiatri"], seats=members("a", "b", "c", "d"), status="ended"),
        entry("B", topics=["psykiatri"], seats=[seat("invited", organisation_slug=each) for each in "abcd"]),
    ],
    ids=["too few", "topic", "below", "far below", "municipality", "ended", "invited"],
)
def test_what_is_no_overlap(other: dict[str, Any]) -> None:
    one = entry("A", topics=["psykiatri"], seats=members("a", "b", "c", "d"), covered=["bjuv"])
    one["facts"]["topics"] = ["Psykiatri"]
    assert found("overlap", {"a": one, "under": entry("U", parent="a", seats=[]), "b": other}) == {}


def test_one_organisation_is_too_little_to_tell_by() -> None:
    groups = {slug: entry(slug, topics=["sip"], seats=members("a")) for slug in "ab"}
    assert found("overlap", groups) == {}


def test_organisations_are_those_of_seats_else_of_holders_else_their_kind() -> None:
    told = [
        seat(organisation_slug="bjuv", holders=[holder(for_slug="vof")]),
        seat(organisation="vårdcentral"),
        seat(organisation="sjukhus", holders=[holder(for_slug="lasarettet")]),
        seat("co_opted", organisation_slug="polisen"),
        seat("user_representative"),
    ]
    assert overlaps.organisations(entry(seats=told)) == {"bjuv", "(vårdcentral)", "lasarettet"}


def test_nearly_the_same_purpose_may_overlap_within_a_topic_or_where_none_is_stated() -> None:
    alike = {"a": entry("A", purpose=LONG), "b": entry("B", purpose="Föreslår utbildningar och " + LONG.lower())}
    assert found("overlap", {**alike, "b": entry("B", purpose=LONG.upper())}) == {"a": "B (syftena är till 100 % lika)"}
    assert found("overlap", {**alike, "b": entry("B", purpose=LONG, topics=["sip"])}) == {}
    assert found("overlap", {**alike, "b": entry("B", purpose="Helt andra frågor om tillgång till bostäder")}) == {}
    short = {slug: entry(slug, purpose="Samverkan") for slug in "ab"}
    assert found("overlap", short) == {}


def test_many_overlaps_of_one_group_are_counted() -> None:
    groups = {f"g{n}": entry(f"G{n}", purpose=LONG) for n in range(8)}
    assert found("overlap", groups)["g0"].endswith("; och 2 till")
    assert not found("overlap", groups)["g2"].endswith("till")


def test_a_thousand_groups_are_looked_at_in_seconds() -> None:
    groups = {
        f"g{n}": entry(
            f"Grupp {n}", topics=[f"t{n % 8}", f"t{n % 5}"], purpose=f"{LONG} Område {n} {n * 7919} {n * 104729}",
            seats=members(*(f"o{(n * 31 + each) % 400}" for each in range(8))),
        )
        for n in range(1000)
    }  # fmt: skip
    for each in groups.values():
        each["facts"]["topics"] = each["codes"]["topics"]
    began = time.perf_counter()
    look_at.of(frozen(groups))
    assert time.perf_counter() - began < 20


def test_expected_groups_that_are_missing_are_told_by_type() -> None:
    absent = [
        {"type": "Lilla samverkansmötet", "municipalities": ["Bjuv", "Klippan"], "uncertain": None},
        {"type": "Stora samverkansmötet", "municipalities": ["Bjuv"], "uncertain": "Stora mötet"},
        {"type": "Beredning", "municipalities": [], "uncertain": None},
    ]
    (rule,) = (rule for rule in look_at.of(frozen({}, absent=absent)) if rule.key == "absent")
    assert [(each.slug, each.name, each.words) for each in rule.found] == [
        (None, "Lilla samverkansmötet", "saknas i Bjuv, Klippan"),
        (None, "Stora samverkansmötet", "okänt i Bjuv: Stora mötet säger inte vilka kommuner den omfattar"),
        (None, "Beredning", "saknas i delregionen"),
    ]
    assert found("absent", {"g": entry()}) == {}


def test_every_rule_says_in_words_how_it_is_measured() -> None:
    rules = look_at.of(frozen({}))
    assert [rule.key for rule in rules] == [
        "reports_nowhere", "no_feedback", "no_mandate", "no_convener", "vacant", "term_ends", "meets_seldom",
        "not_attested", "past_valid", "overlap", "absent", "ladder",
    ]  # fmt: skip
    assert all(rule.label and rule.words.endswith(".") and "%(" not in rule.words for rule in rules)
    words = {rule.key: rule.words for rule in rules}
    assert "183 dagar" in words["term_ends"]
    assert "minst 75 % av" in words["overlap"]
    assert "minst 85 % lika" in words["overlap"]


LILLA = [f"lilla-samverkansmotet-{slug}" for slug in TEN]
SAMRAD = ["litet-samrad-psykiatri", "stort-lokalt-samrad-psykiatri"]
STEERING = "styrgrupp-for-samraden-psykiatri"


@pytest.mark.django_db
def test_what_the_inventory_of_nordvast_says_is_what_is_found(demo: dt.date) -> None:
    """By the inventory's numbers: 1 Lilla, 2 Stora, 4 akutmottagningen, 6 FACT, 7 and 8 samråd, 9 their styrgrupp."""
    snapshot, _names = composing.on(Region.objects.get(slug="nordvast"), demo)
    rules = {rule.key: {each.slug: each.words for each in rule.found} for rule in look_at.of(snapshot)}
    assert set(rules["no_feedback"]) == {*LILLA, "stora-samverkansmotet", "styrgrupp-fact", *SAMRAD, STEERING}
    nowhere = {slug for slug, words in rules["reports_nowhere"].items() if words != "okänt vart"}
    assert nowhere == {"litet-samrad-psykiatri"}
    reporting = {"styrgrupp-fact", "samverkan-akutmottagning-primarvard-helsingborg", "god-och-nara-vard-helsingborg"}
    assert not reporting & set(rules["reports_nowhere"])
    assert rules["no_mandate"]["stora-samverkansmotet"] == "inget beslutsmandat"
    assert not {*LILLA, "styrgrupp-fact", STEERING, "halsostadens-politiska-styrgrupp"} & set(rules["no_mandate"])
    assert "stora-samverkansmotet" in rules["no_convener"]
    assert not {*LILLA, *SAMRAD, "styrgrupp-fact", "klustersamverkan-nv"} & set(rules["no_convener"])
    seats = rules["vacant"]["ds-tb-nordvast"]
    assert "BUP" in seats
    assert "privata vårdgivarnas råd" in seats
    assert "Svalöv" in rules["vacant"]["styrgrupp-fact"]
    assert list(rules["term_ends"]) == ["ds-tb-nordvast"]
    assert "Stort lokalt samråd psykiatri" in rules["overlap"]["litet-samrad-psykiatri"], "the same questions, it says"
    assert not {*LILLA, STEERING} & set(rules["overlap"])
    assert "Stora samverkansmötet säger inte" in rules["absent"][None]
    assert not {"halsostadens-politiska-styrgrupp", "samverkan-akutmottagning-primarvard-helsingborg"} & set(
        rules["meets_seldom"]
    ), "of dormant and paused ones it is known"
    listed = {slug for each in rules.values() for slug in each}
    assert not {slug for slug, each in snapshot["groups"].items() if each["part"]} & listed
    assert look_at.of(for_everyone(snapshot)) == look_at.of(snapshot), "all groups of the demo's north-west are public"
