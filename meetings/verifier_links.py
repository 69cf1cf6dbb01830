"""The personal addresses by which those who verify read and approve the minutes of one meeting, without an account.

An address holds the verifier's own key and is signed with the site's secret. It is open for some weeks, for one meeting
alone; a new key (`meetings.minutes.renew_link`) voids the old address, and so does taking the verifier away.
"""

from __future__ import annotations

import datetime as dt
import uuid

from django.core import signing

from meetings.models import Verifier

OPEN_FOR = dt.timedelta(days=30)


class LinkVoid(Exception):
    """The address is not one that the site has given out, or it has been withdrawn."""


class LinkExpired(LinkVoid):
    """The address was right, and has been open for too long."""


def sign(verifier: Verifier) -> str:
    """Return the signed part of the verifier's address, open from now."""
    return signing.dumps(verifier.uid.hex, salt=__name__)


def read(signed: str) -> Verifier:
    """Return whose address it is, with meeting and group fetched. Raises LinkExpired, LinkVoid."""
    try:
        uid = uuid.UUID(signing.loads(signed, salt=__name__, max_age=OPEN_FOR))
    except signing.SignatureExpired:
        raise LinkExpired from None
    except (signing.BadSignature, ValueError, TypeError, AttributeError):
        raise LinkVoid from None
    verifiers = Verifier.objects.select_related("person", "meeting__group__region", "meeting__group__type")
    verifier = verifiers.filter(uid=uid).first()
    if verifier is None:
        raise LinkVoid
    return verifier
