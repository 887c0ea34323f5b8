"""Settings: one file that reads the environment. See docs/installation.md for what each variable means."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _
from psycopg.conninfo import conninfo_to_dict

PACKAGE = Path(__file__).resolve().parent


def _flag(name: str, default: bool = False) -> bool:
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}


def _list(name: str, default: str = "") -> list[str]:
    return [item.strip() for item in os.environ.get(name, default).split(",") if item.strip()]


def _origin(address: str) -> list[str]:
    parts = urlsplit(address)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


DEMO = _flag("TOVHOLDER_DEMO")
DEBUG = False
#: Added to the machine's time: the demo lives in September 2022 (see core.clock).
CLOCK_OFFSET = timedelta(seconds=int(os.environ.get("TOVHOLDER_CLOCK_OFFSET_SECONDS", "0")) if DEMO else 0)

SECRET_KEY = os.environ.get("TOVHOLDER_SECRET_KEY", "")
if not SECRET_KEY:
    raise ImproperlyConfigured("TOVHOLDER_SECRET_KEY is not set: give a long random text, and keep it.")

#: What lies locked in the database (core.sealing) opens with this: at least 40 characters.
FIELD_KEY = os.environ.get("TOVHOLDER_FIELD_KEY", "")
#: What was locked under a key of before opens with that one (core.keys).
FIELD_KEYS_OLD = _list("TOVHOLDER_FIELD_KEY_OLD")
#: The seal of the log of looks (audit.anchors): a key that the database has not, and a file outside it.
SEAL_KEY = os.environ.get("TOVHOLDER_SEAL_KEY", "")
SEAL_KEYS_OLD = _list("TOVHOLDER_SEAL_KEY_OLD")
ANCHORS = os.environ.get("TOVHOLDER_ANCHORS", "")
#: Who is mailed the newest anchor each day.
ANCHOR_MAIL = _list("TOVHOLDER_ANCHOR_MAIL")

#: What the auditor's page asks about: the numbers stand on the page.
LOG_PATTERNS = {
    "days": int(os.environ.get("TOVHOLDER_LOG_DAYS", "30")),
    "cases_in_an_hour": int(os.environ.get("TOVHOLDER_LOG_CASES_IN_AN_HOUR", "15")),
    "refused_in_an_hour": int(os.environ.get("TOVHOLDER_LOG_REFUSED_IN_AN_HOUR", "10")),
    "night_begins": int(os.environ.get("TOVHOLDER_LOG_NIGHT_BEGINS", "22")),
    "night_ends": int(os.environ.get("TOVHOLDER_LOG_NIGHT_ENDS", "6")),
}

ALLOWED_HOSTS = _list("TOVHOLDER_HOSTS", "127.0.0.1,localhost,[::1]")
CSRF_TRUSTED_ORIGINS = _list("TOVHOLDER_ORIGINS")
#: Where the pages are, for a mail that no request sends.
SITE_ADDRESS = next(iter(CSRF_TRUSTED_ORIGINS), f"https://{next(iter(ALLOWED_HOSTS), 'localhost')}")

INSTALLED_APPS = [
    "tovholder.core",
    "tovholder.audit",
    "tovholder.access",
    "tovholder.programme",
    "tovholder.partners",
    "tovholder.people",
    "tovholder.disclosures",
    "tovholder.concerns",
    "tovholder.activities",
    "tovholder.cases",
    "tovholder.reports",
    "tovholder.web",
    *(["tovholder.demo"] if DEMO else []),
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "template_partials",
    "pgtrigger",
    "pghistory",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "tovholder.access.middleware.ActorMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "tovholder.web.middleware.OnlyByFormMiddleware",
]

ROOT_URLCONF = "tovholder.web.urls"
WSGI_APPLICATION = "tovholder.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["tovholder.web.templatetags.tovholder"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "tovholder.web.navigation.context",
            ],
        },
    },
]


def _database(url: str) -> dict[str, Any]:
    """A DATABASES entry from a postgresql:// address; what it names beyond the usual goes to libpq."""
    parts: dict[str, Any] = {key: value for key, value in conninfo_to_dict(url).items() if value is not None}
    entry: dict[str, Any] = {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "tovholder"),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": parts.pop("port", ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"application_name": "tovholder", **parts},
    }
    # What a statement is bound to stands in no list of statements and no log of them.
    entry["OPTIONS"]["server_side_binding"] = True
    if _flag("TOVHOLDER_PREPARE", default=True):
        # Row level security makes a statement dear to plan: from the third time on, its plan is kept.
        entry["OPTIONS"]["prepare_threshold"] = 3
    if _flag("TOVHOLDER_POOL"):
        size = int(os.environ.get("TOVHOLDER_POOL_SIZE", "8"))
        # Whoever waits longer than five seconds for a connection is told so: all would hang for thirty.
        entry["OPTIONS"]["pool"] = {"min_size": 1, "max_size": size, "timeout": 5}
        # A kept connection may be older than the database: each is asked before it is used.
        entry["CONN_HEALTH_CHECKS"] = True
    return entry


DATABASES = {"default": _database(os.environ.get("DATABASE_URL", ""))}
# Sign-in limits are counted here, by all processes together: docs/decisions/0005.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "tovholder_cache"}
}
# History triggers are installed after every migration, from the models (docs/decisions/0002).
PGTRIGGER_MIGRATIONS = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- who signs in, and how -----------------------------------------------------------------------------
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["tovholder.access.backends.Backend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
#: Requests without a session below these act as a named system actor (access.actors), others as nobody.
SIGN_IN_PATHS = ("/account/", "/demo/")
PUBLIC_LINK_PATHS = ("/link/",)

ACCOUNT_ADAPTER = "tovholder.access.adapters.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "tovholder.access.adapters.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
MFA_ADAPTER = "tovholder.access.adapters.MFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
#: Whoever may see citizens, the log or others' access has a second factor (access.gate), or a provider that
#: asks for one itself. In the demo nobody has a password.
SECOND_FACTOR = _flag("TOVHOLDER_SECOND_FACTOR", default=not DEMO)
OIDC_SECOND_FACTOR = _flag("TOVHOLDER_OIDC_SECOND_FACTOR")
MFA_TOTP_ISSUER = "Tovholder"
# The code before and after this one: a telephone's clock and the way here take time (RFC 6238, 5.2).
MFA_TOTP_TOLERANCE = 1
# A passkey is bound to the site's address; only the demo on 127.0.0.1 has no https.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = DEMO
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
#: Take an address for its owner's where the provider does not say `email_verified` (access.adapters).
OIDC_TRUST_EMAIL = _flag("TOVHOLDER_OIDC_TRUST_EMAIL")
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
if os.environ.get("OIDC_SERVER_URL"):
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": os.environ.get("OIDC_ID", "kommune"),
                "name": os.environ.get("OIDC_NAME", "Kommunens login"),
                "client_id": os.environ.get("OIDC_CLIENT_ID", ""),
                "secret": os.environ.get("OIDC_CLIENT_SECRET", ""),
                "settings": {"server_url": os.environ["OIDC_SERVER_URL"]},
            }
        ],
    }

SESSION_IDLE_SECONDS = round(float(os.environ.get("TOVHOLDER_IDLE_MINUTES", "30")) * 60)
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# Only the demo, and a server that says so, is reached without https.
_HTTPS = not DEMO and not _flag("TOVHOLDER_PLAIN_HTTP")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SECURE_SSL_REDIRECT = False
SECURE_HSTS_SECONDS = 31536000 if _HTTPS else 0
_BEHIND_PROXY = _flag("TOVHOLDER_BEHIND_PROXY")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _BEHIND_PROXY else None
# Failed sign-ins are counted by address: by the proxy's alone, one stranger would shut everybody out.
ALLAUTH_TRUSTED_PROXY_COUNT = int(_BEHIND_PROXY)
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "tovholder.web.views.expired"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        # A browser asks this of where a form's answer sends it on, too: to the municipality's own sign-in.
        "form-action": ["'self'", *_origin(os.environ.get("OIDC_SERVER_URL", ""))],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
FILE_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024
FILE_UPLOAD_HANDLERS = [
    "tovholder.core.uploads.Limit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- documents in cases --------------------------------------------------------------------------------
#: A folder for documents' bytes (a disk, a mounted bucket); the database where it is empty.
DOCUMENTS = os.environ.get("TOVHOLDER_DOCUMENTS", "")
#: An object store that speaks S3, by any maker; the extra `s3` brings what speaks to it.
S3 = {
    name: os.environ.get(f"TOVHOLDER_S3_{name.upper()}", "")
    for name in ("bucket", "endpoint", "region", "key", "secret")
}
DOCUMENT_MEGABYTES = int(os.environ.get("TOVHOLDER_DOCUMENT_MEGABYTES", "20"))
#: What is larger than that by little is refused by its form, in words; by more, unread.
UPLOAD_MEGABYTES = max(DOCUMENT_MEGABYTES, 20) + 5
#: clamd, "host:port" or "unix:/path": every document is scanned where it is set.
CLAMAV = os.environ.get("TOVHOLDER_CLAMAV", "")

# --- language, time, files -----------------------------------------------------------------------------
LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = _HTTPS
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["tovholder.core.formats"]
TIME_ZONE = "Europe/Copenhagen"

STATIC_URL = "static/"
# Files are served from where they lie; a front server may have them collected: TOVHOLDER_STATIC.
STATIC_ROOT = os.environ.get("TOVHOLDER_STATIC")
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 3600

EMAIL_BACKEND = f"django.core.mail.backends.{'locmem' if DEMO else 'smtp'}.EmailBackend"
EMAIL_HOST = os.environ.get("TOVHOLDER_SMTP_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("TOVHOLDER_SMTP_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("TOVHOLDER_SMTP_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("TOVHOLDER_SMTP_PASSWORD", "")
EMAIL_USE_TLS = _flag("TOVHOLDER_SMTP_TLS")
# A mail server that says nothing holds the page of a forgotten password, and the jobs: no longer than so.
EMAIL_TIMEOUT = 15
DEFAULT_FROM_EMAIL = os.environ.get("TOVHOLDER_MAIL_FROM", "tovholder@localhost")

# The address is unique without regard to case, by a constraint on lower(email).
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
TEST_RUNNER = "django.test.runner.DiscoverRunner"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "tovholder.core.logs.Formatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
