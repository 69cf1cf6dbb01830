"""A group for files to change."""

import datetime as dt

import pytest

from groups.models import Group, Region
from tests import factories as f


@pytest.fixture
def region() -> Region:
    return f.RegionFactory(name="Nordväst")


@pytest.fixture
def group(region: Region) -> Group:
    return f.GroupFactory(name="Rådet", region=region, effective=dt.date(2020, 1, 1))
