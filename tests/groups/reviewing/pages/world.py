"""A review with answers of every kind, and everybody who may knock on its pages."""

from __future__ import annotations

import datetime as dt
import uuid
from types import SimpleNamespace

from django.utils import timezone

from groups import answer_links, reviewing
from groups.models import Outcome, Proposal, Seat
from tests import factories as make


def build(**answer) -> SimpleNamespace:
    """The review, opened a while ago: one group has answered, one has an address, the commissioner has none."""
    now, today = timezone.now(), timezone.localdate()
    region = make.RegionFactory(name="Nordväst")
    group = make.GroupFactory(region=region, name="Styrgruppen", purpose="Gammalt syfte")
    other = make.GroupFactory(region=region, name="Samrådet", is_public=False)
    make.SeatFactory(group=other, kind=Seat.Kind.CONVENER, title="MAS", function_email="mas@example.org")
    review = make.ReviewFactory(
        region=region,
        now=now - dt.timedelta(days=30),
        answers_by=today + dt.timedelta(days=5),
        reference_date=today + dt.timedelta(days=20),
        by=make.AdministratorFactory(),
    )
    item = review.items.get(group=group)
    link = answer_links.make(item, to="VC i Bjuv", now=now, by=None)
    said = {"facts": {"purpose": "Nytt syfte"}, "other": "Ny ledamot", "outcome": Outcome.MERGE, "merge_note": "Rådet"}
    given = reviewing.answer(item, uid=uuid.uuid4(), now=now, link=link, **(said | answer))
    return SimpleNamespace(
        region=region,
        group=group,
        other=other,
        review=review,
        item=item,
        link=link,
        answer=given,
        signed=answer_links.sign(link),
        home=f"/granskning/{review.slug}/",
        page=f"/granskning/{review.slug}/grupp/{group.slug}/",
        leader=make.ProcessLeaderFactory(regions=[region], function="processledare Nordväst"),
        **{each.field: each for each in given.proposals.all() if each.field != Proposal.OTHER},
    )


def member(world: SimpleNamespace):
    """An account of somebody who sits in the commissioning group."""
    user = make.CommissionerFactory(function="ledamot i AU")
    make.MembershipFactory(seat=make.SeatFactory(group=world.review.commissioner), person=user.person)
    return user


def roles(world: SimpleNamespace) -> dict:
    """Each role with its account, None for who has none."""
    taker = make.NoteTakerFactory()
    make.MembershipFactory(person=taker.person, seat__group=world.review.commissioner, seat__kind=Seat.Kind.SECRETARY)
    return {
        "anonymous": None,
        "no role": make.UserFactory(),
        "note taker": taker,
        "commissioner of another": make.CommissionerFactory(),
        "leader elsewhere": make.ProcessLeaderFactory(regions=[make.RegionFactory()]),
        "commissioner": member(world),
        "leader": world.leader,
        "administrator": make.AdministratorFactory(),
    }
