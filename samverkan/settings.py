"""Settings, all of them from the environment; README.md lists the names.

With nothing set the site is a local demo on http. `SITE_URL=https://…` turns every production protection on.
"""

import os
import re
import secrets
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


# Reading the environment


def _read(name: str, default: Any, parse: Callable[[str], Any], expected: str) -> Any:
    """Return the parsed value of `name`, or the default when it is unset or empty.

    Raises ImproperlyConfigured with the name and what was expected; the value may be secret and is not told.
    """
    text = env.str(name, default="").strip()
    if not text:
        return default
    try:
        return parse(text)
    except (ValueError, KeyError, TypeError, ImproperlyConfigured):
        raise ImproperlyConfigured(f"{name}: värdet går inte att använda. Väntat: {expected}.") from None


def _flag(text: str) -> bool:
    return {"1": True, "true": True, "on": True, "0": False, "false": False, "off": False}[text.lower()]


def _count(text: str) -> int:
    if (number := int(text)) < 0:
        raise ValueError(text)
    return number


def _positive(text: str) -> int:
    if (number := _count(text)) == 0:
        raise ValueError(text)
    return number


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _ten_digits(text: str) -> str:
    digits = text.replace("-", "")
    if not re.fullmatch("[0-9]{10}", digits):
        raise ValueError(text)
    return digits


def _address(text: str) -> SplitResult:
    url = urlsplit(text.rstrip("/"))
    if url.scheme not in {"http", "https"} or not url.hostname or url.query or url.fragment or url.username:
        raise ValueError(text)
    _ = url.port  # raises ValueError when it is no number
    return url


def _database(text: str) -> dict[str, Any]:
    """Return Django's settings for the database; raises ValueError for others than SQLite and PostgreSQL."""
    # django-environ 0.14 warns of a scheme unknown to it by printing all it read, the password too.
    if text.partition("://")[0] not in {"sqlite", "postgres", "postgresql"}:
        raise ValueError("DATABASE_URL")
    config = env.db_url_config(text)
    if config["ENGINE"] == "django.db.backends.sqlite3":
        Path(config["NAME"]).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # Writers queue up (IMMEDIATE, 20 s) instead of failing half-way; readers never wait (WAL).
        return config | {
            "CONN_MAX_AGE": 60,  # opening it takes longer than most questions
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
            },
        }
    return {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True} | config


def _kept_secret(file: Path) -> str:
    """Return the key kept in the file, readable by its owner only; a new one is made the first time."""
    try:
        if not file.exists():
            file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            draft = file.with_name(f"{file.name}.{os.getpid()}")
            with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as new:
                new.write(secrets.token_urlsafe(64))
            try:
                # A link is made whole or not at all: two processes that start at once keep the same key.
                os.link(draft, file)
            except FileExistsError:
                pass
            finally:
                draft.unlink()
        key = file.read_text().strip()
    except OSError as error:
        raise ImproperlyConfigured(
            f"SECRET_KEY: saknas, och en egen nyckel kan inte sparas i {file} ({error.strerror})."
        ) from None
    if not key:
        raise ImproperlyConfigured(f"SECRET_KEY: filen {file} är tom. Ta bort den, så skapas en ny.")
    return key


# The site and where it runs

DEBUG = _read("DEBUG", False, _flag, "1 eller 0")
DATA_DIR = _read("DATA_DIR", BASE_DIR / "data", Path, "en mapp")
SECRET_KEY = _read("SECRET_KEY", None, str, "en lång slumpad text") or _kept_secret(DATA_DIR / "secret-key")
SECRET_KEY_FALLBACKS = _read("SECRET_KEY_FALLBACKS", [], _words, "tidigare nycklar, med komma emellan")
SITE_NAME = _read("SITE_NAME", "Samverkan Skåne", str, "ett namn")
SITE_NOTICE = _read("SITE_NOTICE", "", str, "en kort text")
SITE_CONTACT = _read("SITE_CONTACT", "", str, "en e-postadress")

# Who gives out the open data, as data portals are told (samverkan/open_data/catalogue.py); SITE_CONTACT answers for it.
OPEN_DATA_PUBLISHER = _read("OPEN_DATA_PUBLISHER", "", str, "utgivarens namn")
OPEN_DATA_PUBLISHER_NUMBER = _read("OPEN_DATA_PUBLISHER_NUMBER", "", _ten_digits, "organisationsnumret, tio siffror")
OPEN_DATA_PUBLISHER_TYPE = _read(
    "OPEN_DATA_PUBLISHER_TYPE",
    "RegionalAuthority",
    lambda text: {kind: kind for kind in ("LocalAuthority", "RegionalAuthority", "NationalAuthority")}[text],
    "LocalAuthority, RegionalAuthority eller NationalAuthority",
)
OPEN_DATA_SPATIAL = _read(
    "OPEN_DATA_SPATIAL",
    "http://data.europa.eu/nuts/code/SE224",
    lambda text: _address(text).geturl(),
    "områdets adress, som http://data.europa.eu/nuts/code/SE224",
)

_site = _read("SITE_URL", None, _address, "en adress som https://samverkan.example.org eller …/samverkan")
SITE_URL = _site.geturl() if _site else ""
_https = bool(_site and _site.scheme == "https")

# A check from the machine itself (http://localhost/halsa/) works wherever the site is published.
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
if _site and _site.hostname not in ALLOWED_HOSTS:
    ALLOWED_HOSTS.append(_site.hostname)
ALLOWED_HOSTS += _read("ALLOWED_HOSTS", [], _words, "värdnamn, med komma emellan")
CSRF_TRUSTED_ORIGINS = [f"{_site.scheme}://{_site.netloc}"] if _site else []

# Under a sub-path (SITE_URL with a path) every address begins with it.
FORCE_SCRIPT_NAME = _site.path if _site and _site.path else None
_root = f"{FORCE_SCRIPT_NAME or ''}/"

# How many proxies stand in front and can be trusted to say who asks; see samverkan/proxy.py.
BEHIND_PROXY = _read("BEHIND_PROXY", 0, _count, "antalet proxyservrar framför, vanligen 1")
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    USE_X_FORWARDED_HOST = True


# What it is made of

INSTALLED_APPS = [
    # Before Django's own, so that the project's templates and commands win.
    "samverkan",
    "samverkan.exchange",
    "meetings",
    "groups",
    "samverkan.apps.SamverkanAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "mptt",
    "simple_history",
    "import_export",
    "django_htmx",
    "csp",
    "axes",
]

MIDDLEWARE = [
    "samverkan.proxy.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Within what protects every answer, before all that asks who the reader is.
    "samverkan.unchanged.UnchangedMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "axes.middleware.AxesMiddleware",  # last: it turns a locked-out login into an answer
]

ROOT_URLCONF = "samverkan.urls"
WSGI_APPLICATION = "samverkan.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "samverkan.context_processors.site",
            ],
        },
    },
]

DATABASES = {
    "default": _read(
        "DATABASE_URL",
        None,
        _database,
        "sqlite:////mapp/fil.sqlite3 eller postgres://användare:lösenord@värd:5432/databas",
    )
    or _database(f"sqlite:///{DATA_DIR.resolve() / 'samverkan.sqlite3'}")
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": _read(
        "CACHE_URL",
        {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        env.cache_url_config,
        "locmemcache://, filecache:///mapp, dbcache://tabell eller rediscache://värd:6379/1",
    )
}

globals().update(
    _read(
        "EMAIL_URL",
        {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"},
        env.email_url_config,
        "smtp+tls://användare:lösenord@värd:587 eller consolemail://",
    )
)
EMAIL_TIMEOUT = 10  # seconds; without it a mail server that does not answer holds the page for minutes
DEFAULT_FROM_EMAIL = _read("DEFAULT_FROM_EMAIL", "samverkan@localhost", str, "en e-postadress")


# Language

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska")]
LOCALE_PATHS = [BASE_DIR / "samverkan" / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True


# Static files, served by whitenoise from the same process

STATIC_URL = f"{_root}static/"
STATIC_ROOT = _read("STATIC_ROOT", BASE_DIR / "staticfiles", Path, "en mapp")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}


# Accounts

AUTH_USER_MODEL = "groups.User"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: it stops a locked-out login before a password is compared
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SESSION_COOKIE_AGE = int(timedelta(days=7).total_seconds())

# After five wrong passwords for one account from one address: a pause. An attempt is kept (address and
# browser with it) until the first login attempt after the pause, when axes removes what has expired.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/lockout.html"
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True  # no diary of who logged in from where
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False


# Protection

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "samverkan_session", "samverkan_csrf"
SESSION_COOKIE_PATH = CSRF_COOKIE_PATH = _root
CSRF_COOKIE_HTTPONLY = False  # the admin's own scripts read it
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # a group with many seats has many fields; Django's 1,000 is too few

SILENCED_SYSTEM_CHECKS = []
if _https:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [f"^{re.escape(_root[1:])}halsa/$"]  # a probe asks the process itself, past the proxy
    SECURE_HSTS_SECONDS = _read("HSTS_SECONDS", int(timedelta(days=365).total_seconds()), _count, "sekunder")
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = FORCE_SCRIPT_NAME is None
    if FORCE_SCRIPT_NAME:
        # A guest under somebody else's host name does not decide for the names below it.
        SILENCED_SYSTEM_CHECKS += ["security.W005", "security.W021"]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}


# Who changed what

SIMPLE_HISTORY_REVERT_DISABLED = True  # saving an old version of a group would break the tree
SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True  # a reason may be longer than 100 characters
IMPORT_EXPORT_USE_TRANSACTIONS = True


# Files that belong to minutes; they are kept in the database

ATTACHMENT_MAX_MB = _read("ATTACHMENT_MAX_MB", 10, _positive, "största bilaga i MB, t.ex. 10")


# Log: to stderr, ids and events only

LOG_LEVEL = _read(
    "LOG_LEVEL",
    "INFO",
    lambda text: {level: level for level in ("DEBUG", "INFO", "WARNING", "ERROR")}[text.upper()],
    "DEBUG, INFO, WARNING eller ERROR",
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": LOG_LEVEL},
    "loggers": {
        # Django's own handlers mail administrators and print a development server's lines; neither is used.
        "django": {"handlers": [], "level": LOG_LEVEL, "propagate": True},
        "django.security.DisallowedHost": {"level": "CRITICAL"},  # strangers' scanners, several a minute
        "django.db.backends": {"level": "INFO"},  # DEBUG would print every value of every query
        "axes": {"level": "ERROR"},  # its warnings name the account and the address
    },
}
