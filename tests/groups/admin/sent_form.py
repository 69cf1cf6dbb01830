"""What a browser without JavaScript would send from a page: every field as it stands, ready to be changed."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

from django.http import HttpResponse
from django.test import Client


class _Fields(HTMLParser):
    """Collects the named fields of every form but those in the page's head and tools."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, list[str]] = {}
        self.hidden_depth = 0
        """How deep in what is not sent along: templates, and the page's tools."""
        self.tools = 0
        self.select: str | None = None
        self.option: list[str] | None = None
        self.textarea: str | None = None
        self.text = ""
        self.first_option: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "template" or (tag == "ul" and (self.tools or given.get("class") == "object-tools")):
            self.hidden_depth += 1
            self.tools += tag == "ul"
        if self.hidden_depth:
            return
        name = given.get("name", "")
        if tag == "input" and name:
            kind = given.get("type", "text")
            if kind in ("submit", "button") or (kind in ("checkbox", "radio") and "checked" not in given):
                return
            self.fields.setdefault(name, []).append(given.get("value", "on" if kind == "checkbox" else ""))
        elif tag == "textarea":
            self.textarea, self.text = name, ""
        elif tag == "select":
            self.select = name
            if "multiple" not in given:
                self.fields[name] = []
        elif tag == "option" and self.select is not None:
            value = given.get("value", "")
            self.first_option.setdefault(self.select, value)
            if "selected" in given:
                self.fields.setdefault(self.select, []).append(value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "template" or (tag == "ul" and self.tools):
            self.hidden_depth -= 1
            self.tools -= tag == "ul"
        elif tag == "textarea" and self.textarea is not None:
            # Browsers send line breaks as two signs.
            text = self.text.removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")
            self.fields.setdefault(self.textarea, []).append(text)
            self.textarea = None
        elif tag == "select":
            if self.select is not None and self.fields.get(self.select) == []:
                self.fields[self.select] = [self.first_option.get(self.select, "")]
            self.select = None

    def handle_data(self, data: str) -> None:
        if self.textarea is not None:
            self.text += data


def fields_of(response: HttpResponse) -> dict[str, Any]:
    """The fields on the page: name → value, a list where a name stands several times."""
    parser = _Fields()
    parser.feed(response.content.decode())
    parser.fields.pop("csrfmiddlewaretoken", None)
    return {name: values if len(values) != 1 else values[0] for name, values in parser.fields.items()}


def opened(client: Client, url: str) -> dict[str, Any]:
    """The fields of the page at `url`, opened by this client."""
    response = client.get(url)
    assert response.status_code == 200, response.status_code
    return fields_of(response)


def choose(data: dict[str, Any], name: str, row: Any) -> None:
    """Choose a row by its key, as the page's script does."""
    for ending in ("-sok", "-visad"):
        data.pop(name + ending, None)
    data[name] = str(row.pk) if row is not None else ""


def blank_holder(data: dict[str, Any], seat: Any) -> str:
    """The prefix of the empty row for a new holder of this seat ("ny0" for a new seat)."""
    place = str(getattr(seat, "pk", seat))
    return next(
        name.removesuffix("-place")
        for name, value in data.items()
        if name.startswith("holders-ny") and name.endswith("-place") and value == place
    )
