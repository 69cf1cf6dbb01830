"""The XML within a workbook, read piece by piece: each piece checked before the next is unpacked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol
from xml.parsers import expat

from django.utils.translation import gettext as _

from samverkan.exchange.reading.archives import broken
from samverkan.exchange.reading.limits import DEEPEST, LONGEST_TEXT, LONGEST_TOKEN, Budget
from samverkan.exchange.reading.sheets import Unreadable


class Handler(Protocol):
    """Takes what a part holds."""

    texts: list[str]
    """Pieces of the text that is being gathered, between an element's start and its end."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins; `name` is as it stands, without the prefix of the part's first element."""

    def end(self, name: str) -> None:
        """An element ends."""


class Parser:
    """Expat with its hands bound: no DOCTYPE and so no entities, and no end of tokens, texts, depths or tags."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.expat = expat.ParserCreate()
        self.expat.buffer_text = True
        self.expat.StartDoctypeDeclHandler = _refuse_doctype

    def parse(self, chunks: Iterable[bytes], handler: Handler) -> None:
        """Feed the handler. Raises Unreadable for what is broken, beyond a limit, or declares a DOCTYPE.

        Text is appended to `handler.texts` while the handler has `expat.CharacterDataHandler` say so.
        """
        start, end = handler.start, handler.end
        depth, prefix = 0, None

        def started(name: str, attributes: dict[str, str]) -> None:
            nonlocal depth, prefix
            depth += 1
            if prefix is None:
                prefix = name[: name.find(":") + 1]
            start(name.removeprefix(prefix) if prefix else name, attributes)

        def ended(name: str) -> None:
            nonlocal depth
            depth -= 1
            end(name.removeprefix(prefix) if prefix else name)

        self.expat.StartElementHandler, self.expat.EndElementHandler = started, ended
        fed = 0
        try:
            for chunk in chunks:
                self._budget.tags -= chunk.count(b"<") + chunk.count(b"/>")
                if self._budget.tags < 0:
                    raise _too_much()
                self.expat.Parse(chunk)
                fed += len(chunk)
                token = fed - self.expat.CurrentByteIndex
                text = sum(map(len, handler.texts))
                if depth > DEEPEST or token > LONGEST_TOKEN or text > LONGEST_TEXT:
                    raise _too_much()
            self.expat.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError, OverflowError) as error:
            # A number that is none, a text that is not in the table: a workbook that no program has written.
            raise broken() from error
        finally:
            # Expat holds these, and they hold expat.
            self.expat.StartElementHandler = self.expat.EndElementHandler = self.expat.CharacterDataHandler = None


def values(attributes: dict[str, str], name: str) -> Iterator[str]:
    """Yield the values of attributes of that name, whatever their prefix."""
    return (value for key, value in attributes.items() if key.rpartition(":")[2] == name)


def _refuse_doctype(*args: object) -> None:
    raise Unreadable(
        _("Filen innehåller en dokumenttyp (DOCTYPE), vilket ingen Excel-arbetsbok gör."),
        _("Öppna den i Excel, spara den igen som Excel-arbetsbok (.xlsx) och försök på nytt."),
    )


def _too_much() -> Unreadable:
    return Unreadable(
        _("Arbetsboken innehåller orimligt mycket i ett av sina blad."),
        _("Kopiera det som behövs till en ny arbetsbok och spara den."),
    )
