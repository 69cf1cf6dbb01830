"""The facts that a convener sees: in words, in a form, and written when they are accepted."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from groups import review_facts
from groups.models import Group, Mandate, ReportingAnswer, Seat
from tests import factories as make
from tests.groups.reviewing.given import TODAY

pytestmark = pytest.mark.django_db
BY = {"today": TODAY, "reason": "Enligt svar"}


def of(group: Group) -> dict[str, review_facts.ReviewFact]:
    return review_facts.of(Group.objects.get(pk=group.pk), TODAY)


def test_facts_come_in_order_with_value_words_and_field(django_assert_num_queries) -> None:
    group = make.GroupFactory(
        name="Styrgruppen", mandate=Mandate.FULL, valid_until=dt.date(2027, 1, 31), frequency_text="4 ggr/år"
    )
    make.SeatFactory(group=group, kind=Seat.Kind.CONVENER, function_email="va@example.org")
    group = Group.objects.get(pk=group.pk)
    with django_assert_num_queries(2):  # the lines, and the conveners' seats
        facts = review_facts.of(group, TODAY)
    keys = [key.split("_")[0] if key.startswith(("email", "phone")) else key for key in facts]
    assert keys == [
        "name", "short_name", "purpose", "frequency", "mandate", "mandate_text", "basis", "reporting", "reports_to",
        "feedback", "valid_until", "email", "phone",
    ]  # fmt: skip
    assert (facts["mandate"].value, facts["mandate"].words) == ("full", str(Mandate.FULL.label))
    assert (facts["valid_until"].value, facts["frequency"].words) == ("2027-01-31", "4 ggr/år")
    assert (facts["reporting"].value, facts["reporting"].words) == ("unknown", "")
    for fact in facts.values():
        assert fact.label
        assert fact.field().label == fact.label
        assert fact.clean(fact.value) == fact.value


def test_a_part_reads_the_facts_of_its_whole() -> None:
    whole = make.GroupFactory(purpose="Att samverka", mandate=Mandate.FULL, mandate_text="i FACT-frågor")
    part = make.GroupFactory(parent=whole, part=True)
    facts = of(part)
    assert (facts["purpose"].words, facts["purpose"].source) == ("Att samverka", whole)
    assert facts["mandate_text"].words == "i FACT-frågor"


@pytest.mark.parametrize(
    ("key", "value", "column", "kept"),
    [
        ("name", "Nytt namn", "name", "Nytt namn"),
        ("frequency", "2 ggr/termin", "meetings_min", 4),
        ("mandate", "none", "mandate", "none"),
        ("valid_until", "2028-02-01", "valid_until", dt.date(2028, 2, 1)),
        ("valid_until", "", "valid_until", None),
        ("purpose", "", "purpose", ""),
    ],
)
def test_a_fact_of_the_group_is_written_through_the_tree(key, value, column, kept) -> None:
    by = make.ProcessLeaderFactory()
    group = make.GroupFactory(purpose="Gammalt", valid_until=dt.date(2027, 1, 1))
    of(group)[key].write(value, by=by, **BY)
    after = Group.objects.get(pk=group.pk)
    assert getattr(after, column) == kept
    assert after.revision > group.revision
    record = after.history.first()
    assert (record.history_user, record.history_change_reason) == (by, "Enligt svar")


def test_what_the_form_field_refuses_is_refused_in_its_words() -> None:
    facts = of(make.GroupFactory())
    for key, value in (("name", ""), ("valid_until", "snart"), ("mandate", "mycket"), ("basis", "x" * 251)):
        with pytest.raises(ValidationError):
            facts[key].clean(value)


def test_a_conveners_address_is_written_at_the_seat_and_the_group_knows() -> None:
    group = make.GroupFactory()
    first, second = (make.SeatFactory(group=group, kind=Seat.Kind.CONVENER, title=name) for name in ("VC", "MAS"))
    facts = of(group)
    assert facts[f"email_{second.uid.hex}"].label == "E-post till sammankallande (funktion), MAS"
    facts[f"email_{second.uid.hex}"].write("mas@example.org", by=None, **BY)
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.function_email, second.function_email) == ("", "mas@example.org")
    assert second.history.first().history_change_reason == "Enligt svar"
    before = group.revision
    group.refresh_from_db()
    assert group.revision > before


def test_lines_that_stay_stay_the_others_end_and_new_ones_begin() -> None:
    group = make.GroupFactory()
    make.GroupFactory(region=group.region, name="Tjänstemannaberedningen", short_name="DS-TB")
    make.OrganisationFactory(name="Psykiatrin")
    kept = make.ReportingLineFactory(group=group, to_words="Ledningen", when_needed=True)
    gone = make.ReportingLineFactory(group=group, to_words="Kansliet", start_date=dt.date(2020, 1, 1))
    fact = of(group)["reports_to"]
    assert fact.words == "Ledningen (vid behov)\nKansliet"
    fact.write("Ledningen (vid behov)\nDS-TB\nPsykiatrin\n\nNågon annan", by=None, **BY)
    kept.refresh_from_db(), gone.refresh_from_db()
    assert (kept.end_date, gone.end_date) == (None, dt.date(2026, 4, 9))
    new = group.reporting_lines.on(TODAY).exclude(pk=kept.pk)
    assert [(type(line.target).__name__, str(line.target), line.start_date) for line in new] == [
        ("Group", "Tjänstemannaberedningen", TODAY),
        ("Organisation", "Psykiatrin", TODAY),
        ("str", "Någon annan", TODAY),
    ]
    group.refresh_from_db()
    assert group.reporting == ReportingAnswer.LINES
