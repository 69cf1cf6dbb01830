"""The settings are read from the environment alone, and refuse what they do not understand."""

import runpy
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

SETTINGS = Path(__file__).resolve().parents[2] / "samverkan" / "settings.py"
NAMES = [
    *("ALLOWED_HOSTS", "BEHIND_PROXY", "CACHE_URL", "DATABASE_URL", "DEBUG", "EMAIL_URL", "HSTS_SECONDS"),
    *(
        "ATTACHMENT_MAX_MB",
        "LOG_LEVEL",
        *("OPEN_DATA_PUBLISHER", "OPEN_DATA_PUBLISHER_NUMBER", "OPEN_DATA_PUBLISHER_TYPE", "OPEN_DATA_SPATIAL"),
        "SECRET_KEY",
        "SECRET_KEY_FALLBACKS",
        "SITE_NAME",
        "SITE_NOTICE",
        "SITE_URL",
        "STATIC_ROOT",
    ),
]


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Any:
    """Give a function that returns the settings as they become with these variables and no others."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))

    def read_with(**environment: str) -> dict[str, Any]:
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(SETTINGS))

    return read_with


def test_nothing_set_is_a_local_site_on_sqlite(read, tmp_path):
    settings = read()
    assert settings["DEBUG"] is False
    assert settings["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert settings["SESSION_COOKIE_SECURE"] is False
    assert "SECURE_SSL_REDIRECT" not in settings
    database = settings["DATABASES"]["default"]
    assert database["NAME"] == str(tmp_path / "data" / "samverkan.sqlite3")
    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert "ATOMIC_REQUESTS" not in database


def test_the_secret_key_is_made_once_and_is_for_its_owner_only(read, tmp_path):
    first = read()["SECRET_KEY"]
    assert len(first) >= 50
    assert read()["SECRET_KEY"] == first
    file = tmp_path / "data" / "secret-key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert [path.name for path in file.parent.iterdir()] == ["secret-key"]


def test_a_given_secret_key_is_not_written_down(read, tmp_path):
    assert read(SECRET_KEY="given")["SECRET_KEY"] == "given"
    assert not (tmp_path / "data" / "secret-key").exists()


def test_https_turns_every_protection_on(read):
    settings = read(SITE_URL="https://samverkan.example.org")
    assert settings["SECURE_SSL_REDIRECT"]
    assert settings["SECURE_HSTS_SECONDS"] == 365 * 24 * 3600
    assert settings["SECURE_HSTS_INCLUDE_SUBDOMAINS"]
    assert settings["SESSION_COOKIE_SECURE"]
    assert settings["CSRF_COOKIE_SECURE"]
    assert "samverkan.example.org" in settings["ALLOWED_HOSTS"]
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://samverkan.example.org"]
    assert settings["SILENCED_SYSTEM_CHECKS"] == []


def test_a_path_in_the_site_address_moves_every_address_below_it(read):
    settings = read(SITE_URL="https://www.example.org:8443/samverkan/")
    assert settings["FORCE_SCRIPT_NAME"] == "/samverkan"
    assert settings["STATIC_URL"] == "/samverkan/static/"
    assert settings["SESSION_COOKIE_PATH"] == "/samverkan/"
    assert settings["CSRF_TRUSTED_ORIGINS"] == ["https://www.example.org:8443"]
    assert "www.example.org" in settings["ALLOWED_HOSTS"]
    assert settings["SECURE_HSTS_INCLUDE_SUBDOMAINS"] is False, "it decides for no names but its own"


def test_a_proxy_is_believed_only_when_told_to(read):
    assert "SECURE_PROXY_SSL_HEADER" not in read()
    assert read(BEHIND_PROXY="1")["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


def test_postgresql_keeps_its_connections_and_checks_them(read):
    database = read(DATABASE_URL="postgres://anna:hemligt@db.example.org:5433/samverkan")["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.example.org", 5433, "samverkan")
    assert database["CONN_MAX_AGE"] == 60
    assert database["CONN_HEALTH_CHECKS"] is True


def test_an_empty_value_counts_as_unset(read):
    assert read(SITE_URL="", DEBUG=" ")["SITE_URL"] == ""


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DEBUG", "kanske"),
        ("BEHIND_PROXY", "ja"),
        ("BEHIND_PROXY", "-1"),
        ("SITE_URL", "registret.example.org"),
        ("SITE_URL", "ftp://samverkan.example.org"),
        ("SITE_URL", "https://samverkan.example.org:port"),
        ("SITE_URL", "https:///samverkan"),
        ("DATABASE_URL", "mysql://anna:hemligt@localhost/samverkan"),
        ("DATABASE_URL", "hemligt"),
        ("DATABASE_URL", "postgre://anna:hemligt@localhost/samverkan"),
        ("CACHE_URL", "hemligt://localhost"),
        ("EMAIL_URL", "hemligt://localhost"),
        ("LOG_LEVEL", "högljudd"),
        ("OPEN_DATA_PUBLISHER_NUMBER", "12345"),
        ("OPEN_DATA_PUBLISHER_TYPE", "Länsstyrelse"),
        ("OPEN_DATA_SPATIAL", "Skåne"),
    ],
)
def test_a_wrong_value_stops_with_its_name_and_is_not_repeated(read, name, value):
    with pytest.raises(ImproperlyConfigured, match=rf"^{name}: .*Väntat: ") as refusal:
        read(**{name: value})
    assert value not in str(refusal.value)


def test_an_unwritable_data_folder_is_told_by_name(read, monkeypatch, tmp_path):
    blocking = tmp_path / "file"
    blocking.write_text("")
    with pytest.raises(ImproperlyConfigured, match=r"^SECRET_KEY: .*file/data"):
        read(DATA_DIR=str(blocking / "data"))


def test_an_empty_key_file_is_not_taken_for_a_key(read, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret-key").write_text("\n")
    with pytest.raises(ImproperlyConfigured, match="är tom"):
        read()


@pytest.mark.parametrize("value", ["0", "-1", "tio"])
def test_attachments_have_a_largest_size(read, value):
    assert read()["ATTACHMENT_MAX_MB"] == 10
    assert read(ATTACHMENT_MAX_MB="25")["ATTACHMENT_MAX_MB"] == 25
    with pytest.raises(ImproperlyConfigured, match="ATTACHMENT_MAX_MB"):
        read(ATTACHMENT_MAX_MB=value)
