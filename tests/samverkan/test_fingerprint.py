"""Whatever is written of what pages show, and by whichever verb, the registry's fingerprint is another."""

from __future__ import annotations

import datetime as dt
from contextlib import closing

import pytest
from django.apps import apps
from django.db import OperationalError, connection, transaction

from groups import erasing, lifecycle, merging, tree
from groups.models import Group
from groups.takeover import take_over
from meetings import scheduling
from meetings.models import NoMeeting, Practice
from samverkan import fingerprint
from tests import factories as make

DAY = dt.date(2026, 3, 14)

MAKERS = {
    "groups.Agreement": make.AgreementFactory,
    "groups.Commission": lambda: make.CommissionFactory(to_words="nämnden"),
    "groups.EscalationLink": lambda: make.EscalationLinkFactory(recipient="ansvarig part"),
    "groups.Group": make.GroupFactory,
    "groups.GroupMunicipality": make.GroupMunicipalityFactory,
    "groups.GroupType": make.GroupTypeFactory,
    "groups.Inhabitants": make.InhabitantsFactory,
    "groups.Membership": make.MembershipFactory,
    "groups.Organisation": make.OrganisationFactory,
    "groups.Person": make.PersonFactory,
    "groups.Region": make.RegionFactory,
    "groups.RegionMunicipality": make.RegionMunicipalityFactory,
    "groups.ReportingLine": lambda: make.ReportingLineFactory(to_words="nämnden"),
    "groups.Seat": make.SeatFactory,
    "groups.SeatException": make.SeatExceptionFactory,
    "groups.Topic": make.TopicFactory,
    "meetings.Action": make.ActionFactory,
    "meetings.Attendance": make.AttendanceFactory,
    "meetings.Meeting": make.MeetingFactory,
    "meetings.NoMeeting": lambda: NoMeeting.objects.create(group=make.GroupFactory(), year=2026, term="spring"),
    "meetings.Practice": lambda: Practice.objects.create(group=make.GroupFactory()),
}
"""Every model whose rows are written one by one."""
KEPT = {"groups.Group"}
"""Never deleted."""
TIES = [
    (make.GroupFactory, "topics", make.TopicFactory, "groups"),
    (make.GroupFactory, "successors", make.GroupFactory, "predecessors"),
    # From the other end simple-history 3.13 refuses (TypeError): it takes a group for a meeting, a seat for a link.
    (make.MeetingFactory, "guests", make.GroupFactory, None),
    (MAKERS["groups.EscalationLink"], "contact_seats", make.SeatFactory, None),
    (make.GroupTypeFactory, "allowed_parents", make.GroupTypeFactory, "allowed_children"),
]


@pytest.fixture
def changed(client):
    """Return what tells whether the page has another tag than when it was last asked."""
    page = make.MunicipalityFactory(name="Bjuv").get_absolute_url()  # it shows the register without a history too
    last = client.get(page)["ETag"]

    def is_changed() -> bool:
        nonlocal last
        before, last = last, client.get(page)["ETag"]
        return last != before

    assert not is_changed()
    return is_changed


def test_every_model_is_watched_in_one_way_or_shown_nowhere():
    own = {model._meta.label for model in apps.get_models() if model._meta.app_label in fingerprint.OWN}
    own = {label for label in own if not label.split(".")[1].startswith("Historical")}
    kinds = [
        {model._meta.label for model in fingerprint.with_history()},
        {*fingerprint.LOGS},
        fingerprint.UNSHOWN,
    ]
    assert sum(map(len, kinds)) == len(set.union(*kinds)), "a model is of two kinds"
    assert own - set.union(*kinds) == set(), "decide how pages tell that such a row has changed"
    assert set.union(*kinds) - own == set(), "these are no models any more"
    assert {*MAKERS} == kinds[0]


def test_rows_of_other_apps_are_shown_to_no_stranger():
    others = {model._meta.app_label for model in apps.get_models()} - {*fingerprint.OWN}
    assert others == {"admin", "auth", "axes", "contenttypes", "exchange", "sessions"}


@pytest.mark.django_db
@pytest.mark.parametrize("label", MAKERS)
def test_a_row_that_is_made_saved_or_deleted_shows_at_the_next_request(label, changed):
    row = MAKERS[label]()
    assert changed(), "made"
    columns = {field.name for field in row._meta.concrete_fields}
    text = next((each for each in ("name", "what", "note", "title", "reason", "place") if each in columns), None)
    if text:
        setattr(row, text, "Annat")
    elif "number" in columns:
        row.number += 1
    row.save()
    assert changed(), "saved"
    if label not in KEPT:
        row.delete()
        assert changed(), "deleted"


@pytest.mark.django_db
@pytest.mark.parametrize(("holder", "name", "other", "back"), TIES, ids=[name for _holder, name, *_rest in TIES])
def test_a_tie_that_is_made_or_undone_from_either_end_shows_at_the_next_request(holder, name, other, back, changed):
    row, tied = holder(), other()
    assert changed()
    ties = getattr(row, name)
    verbs = [lambda: ties.add(tied), lambda: ties.remove(tied), lambda: ties.set([tied]), ties.clear]
    if back:
        verbs += [lambda: getattr(tied, back).add(row), lambda: getattr(tied, back).remove(row)]
    for verb in verbs:
        verb()
        assert changed()


def test_every_tie_of_the_models_is_among_them():
    told = {field.name for model in fingerprint.with_history() for field in model._meta.many_to_many}
    assert told == {name for _holder, name, *_rest in TIES}


@pytest.mark.django_db
def test_every_verb_of_the_registry_shows_at_the_next_request(changed):
    region = make.RegionFactory()
    first, second = make.GroupFactory(region=region), make.GroupFactory(region=region)
    group, other = make.GroupFactory(parent=first, region=region), make.GroupFactory(parent=first, region=region)
    seat = make.SeatFactory(group=group)
    person, twin = make.PersonFactory(), make.PersonFactory()
    make.MembershipFactory(seat=seat, person=person)
    clinic, ward = make.OrganisationFactory(), make.OrganisationFactory()
    meeting = make.MeetingFactory(group=group)
    leader = make.ProcessLeaderFactory()
    new = Group(name="Ny", type=group.type, tier="local", region=region)
    assert changed()
    for name, verb in {
        "create": lambda: tree.create(new, parent=first, effective=DAY),
        "update": lambda: tree.update(Group.objects.get(pk=group.pk)),
        "move": lambda: tree.move(group, second, effective=DAY, reason="omläggning"),
        "change": lambda: lifecycle.change(group, "dormant", effective=DAY, reason="paus"),
        "attest": lambda: lifecycle.attest(group, on=DAY, by=leader),
        "mark": lambda: lifecycle.mark_mistaken(new, reason="dubblett"),
        "unmark": lambda: lifecycle.unmark_mistaken(new, reason="ingen dubblett"),
        "take over": lambda: take_over(group, other, effective=DAY, reason="tar över", by=None),
        "persons": lambda: merging.merge_persons(person, twin, by=None, reason=""),
        "organisations": lambda: merging.merge_organisations(clinic, ward, by=None, reason=""),
        "erase": lambda: erasing.erase_person(person, by=None, today=DAY),
        "meeting": lambda: scheduling.cancel(meeting, why="krock", by=None),
        "end": lambda: lifecycle.end(new, effective=DAY, reason="slut", successors=[other]),
        "merge": lambda: tree.merge(other, group, effective=DAY, reason="slås ihop"),
    }.items():
        verb()
        assert changed(), name


@pytest.mark.django_db
def test_a_tree_put_right_shows_at_the_next_request(changed):
    group = make.GroupFactory(parent=make.GroupFactory())
    Group.objects.filter(pk=group.pk).update(lft=98, rght=99)  # as no writer does
    assert changed()
    assert tree.rebuild() == 1
    assert changed()
    assert tree.rebuild() == 0
    assert not changed()


@pytest.mark.django_db
def test_the_same_numbers_after_a_restore_are_others(django_db_blocker):
    """The records made since the backup are made anew, of other changes: their moment tells, or the table itself."""
    make.GroupFactory()
    before = fingerprint.of_registry()
    if connection.vendor == "sqlite":
        newest = Group.history.first()
        newest.history_date += dt.timedelta(seconds=1)
        newest.save()
    else:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE groups_group RENAME TO before_the_restore")
            cursor.execute("CREATE TABLE groups_group ()")
    assert fingerprint.of_registry() != before


@pytest.fixture
def others(transactional_db):
    """Give two connections of their own, and what numbers a change of theirs without committing it."""
    import psycopg

    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, and commits in the order that it numbers")
    settings = connection.settings_dict
    told = {"dbname": settings["NAME"], "user": settings["USER"], "password": settings["PASSWORD"]}
    told |= {"host": settings["HOST"], "port": settings["PORT"] or 5432}
    topic = make.TopicFactory(name="Psykiatri")

    def rename(mine, name: str) -> None:
        mine.execute("UPDATE groups_topic SET name = %s WHERE id = %s", [name, topic.pk])
        record(mine)

    def record(mine) -> None:
        mine.execute(
            "INSERT INTO groups_historicaltopic (id, name, slug, history_date, history_type) "
            "VALUES (%s, 'x', 'x', now(), '~')",
            [topic.pk],
        )

    with closing(psycopg.connect(**told)) as first, closing(psycopg.connect(**told)) as second:
        yield first, second, rename, record


@pytest.mark.who_writes
@pytest.mark.parametrize("began_first", ["the one that is seen late", "the other"])
def test_a_change_that_is_numbered_early_and_committed_late_shows(others, began_first):
    late, early, rename, record = others
    order = [late, early] if began_first == "the one that is seen late" else [early, late]
    for mine in order:
        mine.execute("SELECT pg_current_xact_id()")  # it is given its place among those who write
    rename(late, "Utskrivning")
    record(early)  # a later number, and committed first
    early.commit()
    before = fingerprint.of_registry()
    late.commit()
    assert fingerprint.of_registry() != before


@pytest.mark.who_writes
def test_a_change_begun_when_nobody_else_writes_shows_when_it_is_committed(others):
    mine, _other, rename, _record = others
    quiet = fingerprint.of_registry()
    rename(mine, "Utskrivning")
    before = fingerprint.of_registry()
    assert before != quiet, "who writes is part of it"
    mine.commit()
    assert fingerprint.of_registry() not in (before, quiet)


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_back_was_never_there_on_sqlite():
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL's numbers are not taken back, and a page is then made once in vain")
    before = fingerprint.of_registry()
    with transaction.atomic():
        make.TopicFactory()
        transaction.set_rollback(True)
    assert fingerprint.of_registry() == before


@pytest.fixture
def lost(monkeypatch) -> list[str]:
    """Let the connection be lost when it is asked the first time; give what is asked."""
    asked, tries = fingerprint._asked, []

    def ask(sql: str) -> list[tuple]:
        tries.append(sql)
        if len(tries) == 1:
            raise OperationalError
        return asked(sql)

    monkeypatch.setattr(fingerprint, "_asked", ask)
    return tries


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_is_made_again(lost):
    assert fingerprint.of_registry()
    assert len(lost) == 2


@pytest.mark.django_db
def test_within_a_transaction_nothing_is_asked_again(lost):
    with pytest.raises(OperationalError):
        fingerprint.of_registry()
