"""Mistakes in the set-up are told before a visitor meets them."""

import pytest

from groups import frozen
from samverkan import checks


@pytest.mark.parametrize(
    ("address", "warned"),
    [
        ("", False),
        ("http://localhost:8000", False),
        ("http://[::1]:8000", False),
        ("https://samverkan.example.org", False),
        ("http://samverkan.example.org", True),
    ],
)
def test_plain_http_beyond_this_machine_is_warned_of(settings, address, warned):
    settings.SITE_URL = address
    assert [found.id for found in checks.passwords_travel_encrypted(None)] == ["samverkan.W001"] * warned


@pytest.mark.parametrize(
    ("proxies", "address", "warned"),
    [(0, "", False), (1, "https://samverkan.example.org", False), (1, "", True)],
)
def test_a_proxied_site_without_address_is_warned_of(settings, proxies, address, warned):
    settings.BEHIND_PROXY, settings.SITE_URL = proxies, address
    assert [found.id for found in checks.proxied_site_knows_its_address(None)] == ["samverkan.W002"] * warned


def test_missing_static_files_are_warned_of(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    assert checks.static_files_are_gathered(None) == []
    settings.STORAGES = {"staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"}}
    assert [found.id for found in checks.static_files_are_gathered(None)] == ["samverkan.W003"]
    (tmp_path / "staticfiles.json").write_text("{}")
    assert checks.static_files_are_gathered(None) == []


@pytest.mark.django_db
def test_compilations_that_may_be_changed_are_warned_of():
    assert checks.compilations_are_guarded(None, ["default"]) == []
    with frozen.lifted():
        assert [found.id for found in checks.compilations_are_guarded(None, ["default"])] == ["samverkan.W004"]
        assert checks.compilations_are_guarded(None, None) == [], "a check that may not ask the database"


def test_every_warning_says_what_to_do(settings):
    settings.SITE_URL, settings.BEHIND_PROXY = "http://samverkan.example.org", 1
    (found,) = checks.passwords_travel_encrypted(None)
    assert "https://" in found.hint
