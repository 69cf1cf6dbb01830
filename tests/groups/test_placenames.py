"""The municipalities that a text names, and what else it says."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from groups import placenames
from tests.factories import MunicipalityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def municipalities():
    for name in ("Bjuv", "Höganäs", "Åre", "Östra Göinge", "Göinge"):
        MunicipalityFactory(name=name)


@pytest.mark.parametrize(
    ("text", "named", "rest"),
    [
        ("akutvård Bjuv och Höganäs", ["Bjuv", "Höganäs"], "akutvard och"),
        ("Bjuvs vårdcentral", ["Bjuv"], "vardcentral"),
        ("höganäs kommun", ["Höganäs"], ""),
        ("psykiatri östra göinge", ["Östra Göinge"], "psykiatri"),
        ("Göinge östra", ["Göinge"], "ostra"),
        ("åre", ["Åre"], ""),
        ("kommun", [], "kommun"),
        ("Bjuvgatan", [], "bjuvgatan"),
        ("i på", [], "i pa"),
        ("", [], ""),
    ],
)
def test_the_municipalities_named_are_parted_from_the_rest(text, named, rest):
    with CaptureQueriesContext(connection) as captured:
        found, other = placenames.parted(text)
    assert ([each.name for each in found], other) == (named, rest)
    assert len(captured) <= 1
