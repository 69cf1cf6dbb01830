"""Check constraints asked in memory: the same answer as the database gives, for every model that a file writes."""

import datetime as dt
import random

import pytest
from django.core.exceptions import ValidationError
from django.db import models

from groups.models import Group, Organisation, Region
from samverkan.exchange import constraints
from samverkan.exchange.sheets import SHEETS

pytestmark = pytest.mark.django_db

WITH_RULES = sorted(
    {
        sheet.model
        for sheet in SHEETS
        if any(isinstance(each, models.CheckConstraint) for each in sheet.model._meta.constraints)
    },
    key=lambda model: model.__name__,
)
DAYS = [None, dt.date(2020, 1, 1), dt.date(2021, 1, 1), dt.date(2022, 1, 1)]


def made(model: type[models.Model], chance: random.Random) -> models.Model:
    """An unsaved row with something in every field that a constraint may ask about."""
    row = model()
    for field in model._meta.fields:
        if field.primary_key or field.name in ("uid",):
            continue
        if field.is_relation:
            setattr(row, field.attname, chance.choice([None, 1, 2]))
        elif field.choices:
            setattr(row, field.name, chance.choice([value for value, _word in field.choices]))
        elif isinstance(field, models.BooleanField):
            setattr(row, field.name, chance.choice([True, False]))
        elif isinstance(field, models.DateTimeField):
            continue
        elif isinstance(field, models.DateField):
            setattr(row, field.name, chance.choice(DAYS))
        elif isinstance(field, models.TimeField):
            setattr(row, field.name, chance.choice([None, dt.time(9), dt.time(10)]))
        elif isinstance(field, models.IntegerField):
            setattr(row, field.name, chance.choice([0, 1, 2]))
        elif field.name in ("to_words", "recipient", "cancel_reason", "municipality_code"):
            setattr(row, field.name, chance.choice([None, "", "ord"] if field.null else ["", "ord"]))
    return row


def of_database(row: models.Model) -> set[str]:
    """The words of the check constraints that Django, asking the database, says that the row breaks."""
    found = set()
    for constraint in row._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            try:
                constraint.validate(type(row), row)
            except ValidationError as error:
                found |= set(error.messages)
    return found


def test_most_sheets_have_rules_between_fields():
    assert len(WITH_RULES) >= 10


@pytest.mark.parametrize("model", WITH_RULES)
def test_a_row_in_memory_is_judged_as_the_database_judges_it(model):
    chance = random.Random(model.__name__)
    verdicts = set()
    for _each in range(60):
        row = made(model, chance)
        said = of_database(row)
        assert set(constraints.broken(row)) == said, row.__dict__
        verdicts |= said | {"none" if not said else ""}
    assert "none" in verdicts
    own = {
        str(each.violation_error_message)
        for each in model._meta.constraints
        if isinstance(each, models.CheckConstraint)
    }
    unreachable = {"En grupp kan inte ligga under sig själv."}  # of a row that stands
    assert own - verdicts <= unreachable


def test_a_relation_to_a_row_that_is_not_saved_yet_is_one():
    group = Group(tier="local", region=Region(name="Ny"))
    assert list(constraints.broken(group)) == []
    group = Group(tier="local")
    assert list(constraints.broken(group)) == ["Ange delregion: bara centrala grupper saknar en."]
    under = Organisation(kind="municipality", municipality_code="1260", parent=Organisation(name="Ny"))
    assert list(constraints.broken(under)) == [
        "En kommun ligger inte under en annan organisation; dess delregion anges med datum."
    ]
