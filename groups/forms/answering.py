"""What a convener answers about one group: all is true, or what has changed, and what should become of the group."""

from __future__ import annotations

import datetime as dt
import hashlib
import uuid
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from groups import answer_words, review_facts, search
from groups.admin.refusals import Refusable
from groups.models import Answer, Group, Outcome, Proposal, ReviewItem
from groups.review_facts import ReviewFact

LONGEST = 4000
"""Characters of each free text."""
LONGEST_NAME = 150
MOST_ALIKE = 6
"""So many groups are offered where the words fit several."""
OWN_WORDS = "ord"

FACT, SEEN = "uppgift-", "sett-"
"""What stands before a fact's key in the names of its field, and of the hidden one with the value that was shown."""


def _words(label: str, *, rows: int = 2, help_text: str = "") -> forms.CharField:
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=LONGEST, widget=area, help_text=help_text)


class AnswerForm(Refusable, forms.Form):
    """Every fact as a field with what the registry says; those that are changed become proposals.

    `groups` are those that may be named as one to merge with.
    """

    uid = forms.UUIDField(required=False, widget=forms.HiddenInput)
    unchanged = forms.BooleanField(label=_("Uppgifterna om gruppen stämmer"), required=False)
    serves = forms.ChoiceField(
        label=_("Gör gruppen det den är till för?"),
        required=False,
        choices=[(value, label.capitalize()) for value, label in Answer.Serves.choices],
        widget=forms.RadioSelect,
    )
    serves_note = _words(_("Vill du säga något om det?"))
    task_change = _words(_("Bör uppdraget ändras, och hur?"))
    merge_note = _words(_("Bör gruppen slås ihop med en annan, och varför?"))
    end_note = _words(_("Bör gruppen avslutas, och varför?"))
    outcome = forms.ChoiceField(
        label=_("Vad föreslår du?"),
        required=False,
        choices=[(value, label.capitalize()) for value, label in Outcome.choices],
        widget=forms.RadioSelect,
    )
    merge_with = forms.CharField(
        label=_("Vilken grupp bör den slås ihop med?"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=_("Skriv namnet så som ni säger det. Finns gruppen inte i registret läser processledaren dina ord."),
        widget=forms.TextInput(attrs={"list": "grupper", "autocomplete": "off"}),
    )
    meant = forms.CharField(required=False, max_length=80, label=_("Vilken av dem menar du?"))
    restart_condition = forms.CharField(
        label=_("Vad krävs för att den ska starta igen?"),
        required=False,
        max_length=Answer._meta.get_field("restart_condition").max_length,
    )
    other = _words(_("Annat som har ändrats"), help_text=_("Till exempel ledamöter som har bytts ut."))

    def __init__(self, data: Any = None, *, item: ReviewItem, groups: Any, day: dt.date, **kwargs: Any) -> None:
        super().__init__(data, label_suffix="", **kwargs)
        self.item, self.groups = item, groups
        self.known: dict[str, ReviewFact] = review_facts.of(item.group, day)
        self.alike: list[Group] = []
        """Groups that the words may mean, when they mean several."""
        self.fields_of_rules = {key: f"{FACT}{key}" for key in self.known}
        for key, fact in self.known.items():
            field = fact.field()
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
            self.fields[f"{FACT}{key}"] = field
            self.fields[f"{SEEN}{key}"] = forms.CharField(
                required=False, initial=fact.value, widget=forms.HiddenInput, strip=False
            )
        self.fields["uid"].initial = uuid.uuid4

    def facts(self) -> list[tuple[ReviewFact, BoundField]]:
        """Each fact with the field that asks for it, in order."""
        return [(fact, self[f"{FACT}{key}"]) for key, fact in self.known.items()]

    def stands(self) -> tuple[answer_words.Said, list[str]]:
        """What the registry says, and what it does not say anything of."""
        return answer_words.stated(self.known)

    def hidden(self) -> list[BoundField]:
        return self.hidden_fields()

    @property
    def has_wrong_facts(self) -> bool:
        return any(name.startswith(FACT) or name == "other" for name in self.errors) if self.is_bound else False

    @property
    def asks_more(self) -> bool:
        """Whether something is said, or wrong, among the questions that are folded."""
        names = ("serves", "serves_note", "task_change", "merge_note", "end_note", "outcome", "merge_with")
        return any(self[name].value() or name in self.errors for name in (*names, "restart_condition"))

    @property
    def shows_changes(self) -> bool:
        """Whether a fact is not as the registry has it, or wrong."""
        if self.has_wrong_facts or self["other"].value():
            return True
        return any(_kept(bound.value()) != fact.value for fact, bound in self.facts())

    def clean(self) -> dict[str, Any]:
        """Let what was not touched pass, right or wrong: it is not what is answered."""
        for key in self.known:
            if not self._is_touched(key):
                self.errors.pop(f"{FACT}{key}", None)
        said = self.cleaned_data
        if said.get("outcome") == Outcome.MERGE and said.get("merge_with"):
            self._settle_merge(said)
        elif "merge_with" in said:
            said["merge_with"] = None
        return said

    def _settle_merge(self, said: dict[str, Any]) -> None:
        """Find the group that the words mean. None is no error: the words are kept, and the process leader asks."""
        words = said["merge_with"]
        found = search.groups_meant(words, self.groups, MOST_ALIKE)
        chosen = said.get("meant", "")
        if len(found) > 1 and chosen == OWN_WORDS:
            found = []
        elif len(found) > 1:
            found = [group for group in found if group.slug == chosen] or found
        if len(found) > 1:
            self.alike = found
            self.add_error("merge_with", _("Flera grupper stämmer. Välj en av dem här under."))
            return
        said["merge_with"] = found[0] if found else None
        if not found:
            said["merge_note"] = "\n".join(filter(None, [words, said.get("merge_note", "")]))

    def _is_touched(self, key: str) -> bool:
        return _kept(self.data.get(f"{FACT}{key}", "")) != self._seen(key) and f"{FACT}{key}" in self.data

    def _seen(self, key: str) -> str:
        return _kept(self.data.get(f"{SEEN}{key}", self.known[key].value))

    @property
    def said(self) -> dict[str, Any]:
        """What is handed to `groups.reviewing.answer`, of a form that is valid."""
        said = {name: self.cleaned_data.get(name) or "" for name in _ANSWERS}
        said["merge_with"] = self.cleaned_data.get("merge_with")
        touched = [key for key in self.known if self._is_touched(key)]
        return said | {
            "unchanged": self.cleaned_data["unchanged"],
            "facts": {key: _kept(self.data[f"{FACT}{key}"]) for key in touched},
            "seen": {key: self._seen(key) for key in touched},
        }

    @property
    def key(self) -> uuid.UUID:
        """Which answer this is: sent twice it is one, changed after going back it is another."""
        sent = sorted((name, *values) for name, values in self.data.lists() if name != "csrfmiddlewaretoken")
        digest = hashlib.sha256(repr(sent).encode("utf-8", "surrogatepass")).hexdigest()
        return uuid.uuid5(self.cleaned_data.get("uid") or uuid.uuid4(), digest)


_ANSWERS = (
    "serves", "serves_note", "task_change", "merge_note", "end_note", "outcome", "restart_condition", "other",
)  # fmt: skip


class OnBehalfForm(AnswerForm):
    """An answer that somebody with an account takes down."""

    on_behalf_of = forms.CharField(
        label=_("Vem svarade?"),
        max_length=Answer._meta.get_field("on_behalf_of").max_length,
        help_text=_("Funktionen, och hur: ”MAS i Bjuv, per telefon”. Det står vid svaret."),
        error_messages={"required": _("Skriv vem som svarade, som funktion.")},
    )

    @property
    def said(self) -> dict[str, Any]:
        return super().said | {"on_behalf_of": self.cleaned_data["on_behalf_of"]}


def as_answered(answer: Answer) -> dict[str, Any]:
    """What a form begins with for who answers anew: what they said last."""
    begun = {name: getattr(answer, name) for name in _ANSWERS}
    begun["merge_with"] = answer.merge_with.name if answer.merge_with else ""
    for proposal in answer.proposals.all():
        if proposal.state == Proposal.State.WAITING:
            begun[f"{FACT}{proposal.field}"] = proposal.value
    return begun


def _kept(value: Any) -> str:
    """A value as it is compared: without what a browser, or somebody who means ill, adds to it."""
    return str(value or "").replace("\r\n", "\n").replace("\0", "").strip()
