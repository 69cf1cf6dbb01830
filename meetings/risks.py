"""What perhaps must not be public: looked for in what minutes would show before they are published.

It finds what has a pattern – numbers of persons, ways to reach them – and names that the registry knows are not public.
It finds no patient and no secret: a person reads the minutes, and confirms.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice

from django.db.models import Q
from django.utils.translation import gettext as _

from groups.models import Membership, Organisation, Person, Seat
from meetings import file_texts
from meetings.documents.gathering import minutes_of
from meetings.models import ActionParty, Meeting

_DASHES = "-+\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{MINUS SIGN}"
_NUMBER = re.compile(
    rf"(?<!\d)(?:18|19|20)?(\d\d)[ ./-]?(\d\d)[ ./-]?(\d\d)\s?[{_DASHES}]?\s?(\d{{4}})(?!\d)", re.ASCII
)
_PHONE = re.compile(
    r"(?<![\d-])(?:(?:\+|00)46[ -]?(?:\(0\)[ -]?)?|0)[1-9](?:[ \N{NO-BREAK SPACE}/-]{0,3}\d){6,10}(?!\d)"
)
_E_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_MEETING_LINK = re.compile(
    r"(?:teams\.(?:microsoft|live)\.com/(?:l/meetup-join|meet)|zoom\.us/[jw]/|meet\.google\.com/|webex\.com/"
    r"|whereby\.com/)\S{0,300}",
    re.IGNORECASE,
)
_NAME = re.compile(r"[^\W\d_][\w'’-]*")

MOST = 200
"""So many findings are told; who has more than that to read has enough."""
MOST_NAMES = 20_000
"""Pairs and triples of capitalised words that are looked up in the registry."""


@dataclass(frozen=True)
class Risk:
    """Something to look at: what kind of thing, where it stands, and the words found there ("" where none can be)."""

    kind: str
    where: str
    found: str


def of(meeting: Meeting) -> list[Risk]:
    """Return what is found in all that would be public of the minutes, attachments included."""
    content = minutes_of(meeting, public=True)
    texts, unread = list(content.texts()), []
    for words, attachment in content.attachments:
        where = _("Bilaga: %(what)s") % {"what": words}
        text = file_texts.read(attachment)
        if text is None:
            unread.append(Risk(_("kan inte läsas av programmet, öppna och se efter"), where, attachment.file_name))
        else:
            texts.append((where, text))
    return in_texts(texts, meeting) + unread


def in_texts(texts: Iterable[tuple[str, str]], meeting: Meeting) -> list[Risk]:
    """Return what is found in some (where, text) that belong to the meeting. Four queries at most."""
    texts = [(where, text) for where, text in texts if text.strip()]
    public = _public_contacts(texts)
    hidden = _hidden_names(texts, meeting)
    found = []
    for where, text in texts:
        found += [Risk(kind, where, words) for kind, words in _in_text(text, public, hidden)]
    return list(islice(dict.fromkeys(found), MOST))


def key(found: list[Risk]) -> str:
    """Return a key of just these findings: who confirms it has seen them, and no others."""
    return hashlib.sha256(repr(found).encode("utf-8", "surrogatepass")).hexdigest()


def _in_text(text: str, public: set[str], hidden: re.Pattern | None) -> Iterator[tuple[str, str]]:
    for match in _NUMBER.finditer(text):
        if kind := _kind_of_number(match):
            yield kind, match[0].strip()
    for match in _PHONE.finditer(text):
        if _digits(match[0]) not in public and not _is_identity(match[0]):
            yield _("telefonnummer"), match[0]
    for match in _E_MAIL.finditer(text):
        if match[0].casefold().rstrip(".") not in public:
            yield _("e-postadress till en person"), match[0]
    for match in _MEETING_LINK.finditer(text):
        yield _("möteslänk"), match[0]
    if hidden:
        for match in hidden.finditer(text):
            yield _("namn som inte är publikt"), match[0]


def _kind_of_number(match: re.Match) -> str:
    """Return what the ten digits are, "" if they are no person's: the day must be one, and the last digit must add up.

    A coordination number has 60 added to the day (Swedish Tax Agency, SKV 704 and 707).
    """
    year, month, day, last = match.groups()
    coordination = int(day) > 60
    try:
        # A leap year has every day that any year has; the century is not told by ten digits.
        dt.date(2000, int(month), int(day) - 60 * coordination)
    except ValueError:
        return ""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(year + month + day + last))
    if sum(each // 10 + each % 10 for each in doubled) % 10:
        return ""
    return _("samordningsnummer") if coordination else _("personnummer")


def _is_identity(text: str) -> bool:
    match = _NUMBER.search(text)
    return bool(match and _kind_of_number(match))


def _digits(phone: str) -> str:
    """Return a Swedish number as 0701740605, however it is written."""
    digits = re.sub(r"\D", "", phone.replace("(0)", ""))
    return re.sub(r"^(?:00)?46(?=[1-9])", "0", digits) if phone.lstrip().startswith(("+", "00")) else digits


def _public_contacts(texts: list[tuple[str, str]]) -> set[str]:
    """Return those e-mail addresses and phone numbers of the texts that the registry shows to everyone anyway."""
    whole = "\n".join(text for _where, text in texts)
    mails = {mail.rstrip(".") for mail in _E_MAIL.findall(whole)}
    mails |= {mail.casefold() for mail in mails}
    ends = {_digits(match[0])[-2:] for match in _PHONE.finditer(whole)}
    if not (mails or ends):
        return set()
    known = set()
    public = {"contact_public": True, "name_public": True}
    for rows, mail, phone in (
        (Seat.objects.all(), "function_email", "function_phone"),
        (Organisation.objects.all(), "function_email", "function_phone"),
        (Person.objects.filter(**public), "email", "phone"),
    ):
        # However the number is spaced, it ends with the same two digits.
        asked = Q(**{f"{mail}__in": mails})
        for end in ends:
            asked |= Q(**{f"{phone}__endswith": end})
        for address, number in rows.filter(asked).values_list(mail, phone):
            known |= {address.casefold(), _digits(number)}
    return known - {""}


def _hidden_names(texts: list[tuple[str, str]], meeting: Meeting) -> re.Pattern | None:
    """Return what finds names that are not public: those of the meeting's own people, and any that the registry has."""
    # Subqueries, one for each way to be of the meeting: joined at once they would multiply.
    own = Q(pk__in=[meeting.chair_id, meeting.note_taker_id])
    for rows in (
        meeting.attendances.order_by().values("person"),
        meeting.verifiers.order_by().values("person"),
        ActionParty.objects.filter(action__meeting=meeting).order_by().values("person"),
        Membership.objects.filter(seat__group=meeting.group_id).order_by().values("person"),
    ):
        own |= Q(pk__in=rows)
    names = set(Person.objects.filter(own, name_public=False).order_by().values_list("name", flat=True))
    for rows in (
        meeting.attendances.all(),
        meeting.verifiers.all(),
        ActionParty.objects.filter(action__meeting=meeting),
    ):
        written = rows.filter(person=None).order_by().values_list("name", flat=True)
        names |= {name for name in written if len(_capitalised(name)) > 1}
    asked = list(islice(_candidates(texts), MOST_NAMES))
    for start in range(0, len(asked), 1000):
        known = Person.objects.filter(name_public=False, name__in=asked[start : start + 1000])
        names |= set(known.values_list("name", flat=True))
    # A surname alone names those who were there, too; three letters or more, so that few words are taken for one.
    names |= {name.split()[-1] for name in names if len(name.split()) > 1 and len(name.split()[-1]) > 2}
    if not names:
        return None
    longest_first = sorted(names, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})s?(?!\w)")


def _capitalised(text: str) -> list[str]:
    return [word for word in _NAME.findall(text) if word[0].isupper()]


def _candidates(texts: list[tuple[str, str]]) -> Iterator[str]:
    """Yield each two, three and four words in a row that begin with a capital, as they stand."""
    seen = set()
    for _where, text in texts:
        words = list(_NAME.finditer(text))
        for first, match in enumerate(words):
            if not match[0][0].isupper():
                continue
            said = match[0]
            for before, after in zip(words[first : first + 3], words[first + 1 : first + 4], strict=False):
                if not after[0][0].isupper() or text[before.end() : after.start()].strip() not in ("", "."):
                    break
                said = f"{said} {after[0]}"
                for each in {said, said.removesuffix("s")}:
                    if each not in seen:
                        seen.add(each)
                        yield each
