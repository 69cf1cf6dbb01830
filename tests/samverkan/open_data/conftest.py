"""Fetching the files as anybody does, and holding them against their schemas."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from samverkan.open_data.files import FILES
from tests.samverkan.open_data import world


@pytest.fixture
def made(db) -> SimpleNamespace:
    """Return the rows of `world.build`."""
    return world.build()


@pytest.fixture
def fetch(db) -> Callable[..., Any]:
    """Return what fetches a file at /oppna-data/ and reads all of it as `body`."""

    def fetch_(path: str, client: Client | None = None, method: str = "get", **headers: str) -> Any:
        answer = getattr(client or Client(), method)(f"/oppna-data/{path}", headers=headers)
        answer.body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        return answer

    return fetch_


@pytest.fixture
def registry(fetch) -> Callable[[], dict[str, list[dict]]]:
    """Return what reads the whole file."""
    return lambda: json.loads(fetch("popolo.json").body)


FORMATS = FormatChecker(["date", "email"])


@FORMATS.checks("date-time", raises=ValueError)
def _is_moment(value: object) -> bool:
    return not isinstance(value, str) or ("T" in value and dt.datetime.fromisoformat(value).tzinfo is not None)


@FORMATS.checks("uri", raises=ValueError)
def _is_address(value: object) -> bool:
    if not isinstance(value, str):
        return True
    return bool(urlsplit(value).scheme and urlsplit(value).netloc) and not set(value) & set(' <>"')


@pytest.fixture
def schemas(fetch) -> dict[str, dict]:
    """Return every schema by its path, as it is served."""
    return {path: json.loads(fetch(path).body) for path in FILES if path.startswith("schema/")}


@pytest.fixture
def problems(schemas) -> Callable[..., list[str]]:
    """Return what tells what is wrong with a value, by the schema of a class ("organization") or of the whole.

    Without `formats` it is as with most programs that read schemas: what is no date or address is let through as such.
    """
    registry = Registry().with_resources((schema["$id"], Resource.from_contents(schema)) for schema in schemas.values())

    def problems_(value: object, name: str = "popolo", *, formats: bool = True) -> list[str]:
        checker = FORMATS if formats else None
        validator = Draft202012Validator(schemas[f"schema/{name}.json"], registry=registry, format_checker=checker)
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]

    return problems_
