"""Letters go to functions that have not answered, once, and every one is kept with what came of it."""

from __future__ import annotations

import datetime as dt
import smtplib

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from groups import answer_links, review_letters
from groups.models import AnswerLink, Letter, Review, Seat
from groups.reviewing import ReviewClosed
from tests import factories as make
from tests.groups.reviewing.given import NOW, answered

pytestmark = pytest.mark.django_db
INVITATION, REMINDER = Letter.Kind.INVITATION, Letter.Kind.REMINDER
NEXT_DAY = NOW + dt.timedelta(days=1)


class RefusingBackend(EmailBackend):
    """Takes every letter but those to an address with "trasig" in it."""

    def send_messages(self, messages) -> int:
        if "trasig" in messages[0].to[0]:
            raise smtplib.SMTPRecipientsRefused({messages[0].to[0]: (550, b"no such user")})
        return super().send_messages(messages)


@pytest.fixture
def by():
    return make.ProcessLeaderFactory(function="processledare Nordväst", first_name="Hemlig")


@pytest.fixture
def review() -> Review:
    """With a group reached by its function, and the commissioner, who has nobody to write to."""
    region = make.RegionFactory()
    group = make.GroupFactory(region=region, name="Styrgruppen")
    make.SeatFactory(group=group, kind=Seat.Kind.CONVENER, title="MAS", function_email="mas@example.org")
    return make.ReviewFactory(region=region)


def address(signed: str) -> str:
    return f"https://samverkan.example.org/svara/{signed}/"


def send(review: Review, kind: str, by, now: dt.datetime = NOW, **more) -> review_letters.Sent:
    return review_letters.send(review, kind, by=by, now=now, address=address, **more)


def convened(review: Review, name: str, **seat) -> Seat:
    group = make.GroupFactory(region=review.region, name=name)
    return make.SeatFactory(group=group, kind=Seat.Kind.CONVENER, title="VC", **seat)


def whom(review: Review, kind: str = INVITATION, now: dt.datetime = NOW) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {}
    for each in review_letters.post(review, kind, now).recipients:
        found.setdefault(each.item.group.name, []).append((each.email, each.to))
    return found


def to_ring(review: Review, kind: str = INVITATION) -> list[str]:
    return [str(item) for item in review_letters.post(review, kind, NOW).to_ring]


def test_the_function_comes_first_then_the_holder_then_the_organisation(review) -> None:
    clinic = make.OrganisationFactory(function_email="kliniken@example.org")
    person = make.PersonFactory(email="hen@example.org")
    convened(review, "A", function_email="vc@example.org", organisation=clinic)
    make.MembershipFactory(seat=convened(review, "B", organisation=clinic), person=person)
    make.MembershipFactory(seat=convened(review, "C", organisation=clinic), person=make.PersonFactory())
    convened(review, "D")
    make.SeatFactory(group=make.GroupFactory(region=review.region, name="E"), function_email="inte@example.org")
    assert whom(review) == {
        "Styrgruppen": [("mas@example.org", "MAS")],
        "A": [("vc@example.org", "VC")],
        "B": [("hen@example.org", "VC")],
        "C": [("kliniken@example.org", "VC")],
    }
    assert to_ring(review) == ["Arbetsutskottet", "D", "E"]


def test_every_convener_is_written_to_once_and_those_of_the_parts_where_nobody_is_named(review) -> None:
    seat = convened(review, "Flera", function_email="ett@example.org")
    for email in ("Ett@example.org", "tva@example.org"):
        make.SeatFactory(group=seat.group, kind=Seat.Kind.CONVENER, title="ASIH", function_email=email)
    whole = make.GroupFactory(region=review.region, name="Samrådet")
    part = make.GroupFactory(parent=whole, part=True, name="Ängelholm")
    make.SeatFactory(group=part, kind=Seat.Kind.CONVENER, title="EC", function_email="ec@example.org")
    found = whom(review)
    assert [email for email, _to in found["Flera"]] == ["ett@example.org", "tva@example.org"]
    assert found["Samrådet"] == [("ec@example.org", "EC, Ängelholm")]


def test_an_invitation_says_what_to_do_and_nobodys_name(review, by) -> None:
    sent = send(review, INVITATION, by)
    (message,) = mail.outbox
    link = AnswerLink.objects.get()
    assert message.to == ["mas@example.org"]
    assert message.subject == "Stämmer uppgifterna om Styrgruppen? Svara senast 30 april 2026"
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    for body in (message.body, html):
        whole = next(word for word in body.replace('"', " ").split() if word.startswith("https://"))
        assert answer_links.read(whole.removesuffix("/").rsplit("/", 1)[1].split("<")[0], NOW) == link
        assert "processledare Nordväst" in body
        assert "9 juni 2026" in body
        assert "Hemlig" not in body
    assert "&" not in message.body
    assert (link.to, link.made_by, sent.sent[0].sent_at, sent.sent[0].sent_by) == ("MAS", by, NOW, by)


def test_what_a_group_is_called_stays_text_in_a_letter(review, by) -> None:
    convened(review, "Vård & <b>omsorg</b>\n", function_email="vo@example.org")
    send(review, INVITATION, by)
    message = mail.outbox[-1]
    assert "Vård & <b>omsorg</b>" in message.subject
    assert "Vård & <b>omsorg</b>" in message.body
    assert "Vård &amp; &lt;b&gt;omsorg&lt;/b&gt;" in message.alternatives[0][0]


def test_a_preview_sends_and_keeps_nothing(review, by) -> None:
    (recipient,) = review_letters.post(review, INVITATION, NOW).recipients
    message = review_letters.preview(recipient, INVITATION, by=by, now=NOW, address=address)
    send(review, INVITATION, by)
    assert message.subject == mail.outbox[0].subject
    assert message.text.split("https:")[0] == mail.outbox[0].body.split("https:")[0]
    assert len(mail.outbox) == AnswerLink.objects.count() == Letter.objects.count() == 1


def test_pressed_twice_nobody_is_invited_twice(review, by) -> None:
    send(review, INVITATION, by)
    assert send(review, INVITATION, by).sent == []
    convened(review, "Ny", function_email="ny@example.org")
    assert [letter.link.email for letter in send(review, INVITATION, by).sent] == ["ny@example.org"]
    assert len(mail.outbox) == 2


def test_a_letter_on_its_way_is_not_begun_again_until_it_must_be_lost(review, by) -> None:
    send(review, INVITATION, by)
    Letter.objects.update(sent_at=None)
    assert send(review, INVITATION, by, NOW + dt.timedelta(minutes=9)).sent == []
    assert len(send(review, INVITATION, by, NOW + dt.timedelta(minutes=11)).sent) == 1


def test_one_failing_address_stops_no_other_and_is_tried_again(review, by, monkeypatch) -> None:
    convened(review, "Annan", function_email="trasig@example.org")
    convened(review, "Tredje", function_email="tre@example.org")
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend", RefusingBackend)
    result = send(review, INVITATION, by)
    assert {letter.link.email for letter in result.sent} == {"mas@example.org", "tre@example.org"}
    (failed,) = result.failed
    failed.refresh_from_db()
    assert (failed.problem, failed.sent_at) == ("E-postservern tog inte emot adressen.", None)
    assert whom(review) == {"Annan": [("trasig@example.org", "VC")]}
    assert whom(review, REMINDER, NEXT_DAY).keys() == {"Styrgruppen", "Tredje"}
    monkeypatch.undo()
    assert [letter.link for letter in send(review, INVITATION, by).sent] == [failed.link]


@pytest.mark.parametrize("error", [ConnectionRefusedError("x"), smtplib.SMTPServerDisconnected("x"), KeyError("x")])
def test_whatever_the_backend_raises_is_told(review, by, monkeypatch, error) -> None:
    def refuse(self, messages):
        raise error

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    (failed,) = send(review, INVITATION, by).failed
    assert type(error).__name__ in failed.problem


def test_a_mail_server_that_is_gone_is_not_waited_for_by_every_letter(review, by, monkeypatch) -> None:
    tried = []

    def refuse(self, messages):
        tried.append(messages)
        raise TimeoutError

    for name in ("A", "B", "C", "D"):
        convened(review, name, function_email=f"{name}@example.org")
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    result = send(review, INVITATION, by)
    assert (len(tried), len(result.failed)) == (3, 5)
    assert len(whom(review)) == 5


def test_reminders_go_once_a_day_to_who_was_invited_and_has_not_answered(review, by) -> None:
    answering = convened(review, "Svarar", function_email="svarar@example.org")
    assert whom(review, REMINDER) == {}
    send(review, INVITATION, by)
    answered(answering.group.review_items.get(), unchanged=True)
    convened(review, "Ny", function_email="ny@example.org")
    assert whom(review, REMINDER) == {}
    assert whom(review, REMINDER, NEXT_DAY) == {"Styrgruppen": [("mas@example.org", "MAS")]}
    send(review, REMINDER, by, NEXT_DAY)
    assert mail.outbox[-1].subject == "Påminnelse: svara om Styrgruppen senast 30 april 2026"
    assert whom(review, REMINDER, NEXT_DAY) == {}
    assert AnswerLink.objects.get(email="mas@example.org").open_until == NEXT_DAY + answer_links.OPEN_FOR
    late = dt.datetime(2026, 5, 2, 9, tzinfo=dt.UTC)
    send(review, REMINDER, by, late)
    assert mail.outbox[-1].subject == "Påminnelse: ditt svar om Styrgruppen saknas"


def test_a_withdrawn_link_gets_no_letter_until_a_new_one_is_made(review, by) -> None:
    send(review, INVITATION, by)
    link = AnswerLink.objects.get()
    answer_links.withdraw(link, NOW)
    assert (whom(review), whom(review, REMINDER, NEXT_DAY)) == ({}, {})
    assert "Styrgruppen" in to_ring(review)
    answer_links.renew(link, now=NOW, by=by)
    assert whom(review) == {"Styrgruppen": [("mas@example.org", "MAS")]}


def test_an_address_typed_by_hand_is_written_to(review, by) -> None:
    item = review.commissioner.review_items.get()
    answer_links.make(item, to="kansliet", email="kansliet@example.org", now=NOW, by=by)
    assert whom(review)["Arbetsutskottet"] == [("kansliet@example.org", "kansliet")]
    assert to_ring(review) == []


def test_only_the_groups_asked_for(review, by) -> None:
    other = convened(review, "Annan", function_email="annan@example.org")
    send(review, INVITATION, by, only=[other.group.review_items.get()])
    assert [message.to for message in mail.outbox] == [["annan@example.org"]]


def test_a_closed_review_sends_nothing(review, by) -> None:
    make.CompilationFactory(review=review)
    with pytest.raises(ReviewClosed):
        send(review, INVITATION, by)
    assert mail.outbox == []


def test_whom_to_write_to_costs_the_same_for_many(review, django_assert_max_num_queries) -> None:
    review = Review.objects.get(pk=review.pk)
    for number in range(12):
        make.MembershipFactory(
            seat=convened(review, f"G{number}"), person=make.PersonFactory(email=f"p{number}@example.org")
        )
    # items; links; what makes up the groups (7) and those of the parts where nobody is named (1)
    with django_assert_max_num_queries(12):
        assert len(review_letters.post(review, INVITATION, NOW).recipients) == 13
