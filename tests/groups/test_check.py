"""Check constraints asked in memory: the same answer as the database gives, for every model."""

import datetime as dt
import random

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from groups.models import Group, Organisation, Region
from groups.models.check import Check, broken

pytestmark = pytest.mark.django_db

MODELS = [model for name in ("groups", "meetings", "exchange") for model in apps.get_app_config(name).get_models()]
WITH_RULES = sorted(
    (model for model in MODELS if any(isinstance(each, models.CheckConstraint) for each in model._meta.constraints)),
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
            setattr(row, field.name, chance.choice([*dict(field.choices), *([""] if field.blank else [])]))
        elif isinstance(field, models.BooleanField):
            setattr(row, field.name, chance.choice([True, False]))
        elif isinstance(field, models.DateTimeField):
            setattr(row, field.name, chance.choice([None, dt.datetime(2021, 1, 1, tzinfo=dt.UTC)]))
        elif isinstance(field, models.DateField):
            setattr(row, field.name, chance.choice(DAYS))
        elif isinstance(field, models.TimeField):
            setattr(row, field.name, chance.choice([None, dt.time(9), dt.time(10)]))
        elif isinstance(field, models.IntegerField):
            setattr(row, field.name, chance.choice([0, 1, 2]))
        elif isinstance(field, models.CharField | models.TextField):
            setattr(row, field.name, chance.choice([None, "", "ord"] if field.null else ["", "ord"]))
    return row


def of_database(row: models.Model) -> set[str]:
    """The words of the check constraints that Django, asking the database, says that the row breaks."""
    found = set()
    for constraint in row._meta.constraints:
        if isinstance(constraint, models.CheckConstraint):
            try:
                models.CheckConstraint.validate(constraint, type(row), row)
            except ValidationError as error:
                found |= set(error.messages)
    return found


def test_all_rules_between_fields_are_asked_in_memory():
    rules = [each for model in WITH_RULES for each in model._meta.constraints if hasattr(each, "condition")]
    rules = [each for each in rules if isinstance(each, models.CheckConstraint)]
    assert len(rules) >= 30
    assert [each.name for each in rules if not isinstance(each, Check)] == []


@pytest.mark.parametrize("model", WITH_RULES)
def test_a_row_in_memory_is_judged_as_the_database_judges_it(model):
    chance = random.Random(model.__name__)
    verdicts = set()
    for _each in range(60):
        row = made(model, chance)
        said = of_database(row)
        assert set(broken(row)) == said, row.__dict__
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
    assert list(broken(group)) == []
    group = Group(tier="local")
    assert list(broken(group)) == ["Ange delregion: bara centrala grupper saknar en."]
    under = Organisation(kind="municipality", municipality_code="1260", parent=Organisation(name="Ny"))
    assert list(broken(under)) == ["En kommun ligger inte under en annan organisation; dess delregion anges med datum."]


def test_nothing_is_asked_of_fields_that_are_excluded(django_assert_num_queries):
    (both,) = (each for each in Group._meta.constraints if "region" in str(each.condition) and isinstance(each, Check))
    with django_assert_num_queries(0), pytest.raises(ValidationError, match="Ange delregion"):
        both.validate(Group, Group(tier="local"))
    for excluded in ("region", "tier"):
        both.validate(Group, Group(tier="local"), exclude={excluded})
