"""Every setting of the site, read from the environment (see docs/settings.md)."""

import hashlib
import os
import re
import secrets
from datetime import date
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

# Where the site keeps what it writes: its database, its secret, its queue without Redis.
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)


def _local_secret() -> str:
    """A secret made once for this checkout, for the demonstration and for development only."""
    kept = VAR_DIR / "secret_key"
    if not kept.exists():
        VAR_DIR.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(secrets.token_urlsafe(50))
    return kept.read_text()


def _demo_today() -> date | None:
    """The day on which a demonstration site lives; None on a real one."""
    text = env.str("DEMO_TODAY", default="")
    if not text:
        return None
    if not DEMO:
        raise ImproperlyConfigured("DEMO_TODAY is set but DEMO is not: a real site lives today.")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ImproperlyConfigured(f"DEMO_TODAY is not a date like 2018-10-01: {text!r}") from None


DEMO_TODAY = _demo_today()

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not (DEMO or DEBUG):
        raise ImproperlyConfigured(
            "Set SECRET_KEY to a long random text (or DEMO=1 to try it out)."
        )
    SECRET_KEY = _local_secret()
elif not (DEMO or DEBUG) and (len(SECRET_KEY) < 32 or SECRET_KEY.startswith("django-insecure-")):
    raise ImproperlyConfigured("SECRET_KEY is too short, or one that others know. Make a new one.")

THIS_MACHINE = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=THIS_MACHINE)

# What encrypts the fields of the database, newest first (docs/operators.md).
FIELD_KEYS = env.list("FIELD_KEYS", default=[])
if any(len(key) < 32 for key in FIELD_KEYS):
    raise ImproperlyConfigured("Each of FIELD_KEYS is a random text of 32 characters or more.")
if DEBUG and not DEMO and (FIELD_KEYS or set(ALLOWED_HOSTS) - set(THIS_MACHINE)):
    raise ImproperlyConfigured(
        "DEBUG shows what is secret: a site with FIELD_KEYS or a name of"
        " its own in ALLOWED_HOSTS does not start with it."
    )
if not FIELD_KEYS:
    if not (DEMO or DEBUG):
        raise ImproperlyConfigured("Set FIELD_KEYS to a random text of 32 characters or more.")
    FIELD_KEYS = [hashlib.sha256(f"field keys {SECRET_KEY}".encode()).hexdigest()]
PORT = env.int("PORT", default=8000)

# The apps

INSTALLED_APPS = [
    "cse_portal.accounts",
    "cse_portal.audit",
    "cse_portal.encryption",
    "cse_portal.imports",
    "cse_portal.design",
    "agencies",
    "risk",
    "crime",
    "reports",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "csp",
    "django_filters",
    "django_tables2",
    "simple_history",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "cse_portal.design.middleware.NeverStored",
    "cse_portal.audit.viewing.ViewAudit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "cse_portal.accounts.sessions.IdleTime",
    "allauth.account.middleware.AccountMiddleware",
    "cse_portal.accounts.middleware.FirstSteps",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
]

ROOT_URLCONF = "cse_portal.urls"
WSGI_APPLICATION = "cse_portal.wsgi.application"

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
                "cse_portal.design.context.site",
            ],
            "builtins": ["cse_portal.design.templatetags.design"],
        },
    }
]
FORM_RENDERER = "cse_portal.design.forms.GovukRenderer"
DJANGO_TABLES2_TEMPLATE = "_components/table.html"

# The database

DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'cse_portal.sqlite3'}")
}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    # IMMEDIATE: a transaction takes the write lock at its start, so writers wait their turn and
    # do not fail. DELETE and FULL: SQLite before 3.51.3 can lose a write-ahead log on its reset.
    # 32 MB of pages stay in memory, or each page of a long list reads its index from the file.
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=FULL; "
        "PRAGMA cache_size=-32768;",
    }
    # A file, because threads that share a database in memory do not wait for each other; one a
    # process, because two test runs may share a checkout.
    _database["TEST"] = {"NAME": VAR_DIR / f"test-{os.getpid()}.sqlite3"}
else:
    _database.setdefault("CONN_MAX_AGE", 60)
    _database["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Accounts

AUTH_USER_MODEL = "accounts.User"
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "home"
LOGOUT_REDIRECT_URL = "accounts:sign_in"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 15},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# Sessions end 15 minutes after the last request of a person (SESSION_COOKIE_AGE is written a minute
# late at most), 8 hours after the sign-in, and with the browser.
SESSION_ENGINE = "cse_portal.accounts.sessions"
SESSION_COOKIE_AGE = 15 * 60
SESSION_LONGEST = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# Sign-in: django-allauth, of which we use what accounts/allauth_urls.py lists.
ACCOUNT_ADAPTER = "cse_portal.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_FORMS = {"reauthenticate": "cse_portal.accounts.forms.sign_in.ReauthenticateForm"}
ACCOUNT_REAUTHENTICATION_TIMEOUT = 10 * 60
ACCOUNT_PREVENT_ENUMERATION = True
# Many people of one authority come from one address.
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "60/m/ip,5/300s/key"}
MFA_ADAPTER = "cse_portal.accounts.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "CSE Portal"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "cse_portal.accounts.forms.sign_in.CodeForm",
    "reauthenticate": "cse_portal.accounts.forms.sign_in.CodeAgainForm",
    "activate_totp": "cse_portal.accounts.forms.sign_in.ActivateForm",
}
# Everybody proves with an authenticator app who they are. Off only to try the site out.
TOTP_REQUIRED = env.bool("TOTP_REQUIRED", default=not (DEMO or DEBUG))
# How many proxies add to X-Forwarded-For: by the address before them sign-ins are throttled.
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("PROXIES", default=0)

# Sign-in through the authority's own provider, where there is one.
SOCIALACCOUNT_ADAPTER = "cse_portal.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_STORE_TOKENS = False
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", default="")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "APPS": [
            {
                "provider_id": "authority",
                "name": env.str("OIDC_NAME", default="your work account"),
                "client_id": env.str("OIDC_CLIENT_ID", default=""),
                "secret": env.str("OIDC_CLIENT_SECRET", default=""),
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ]
        if OIDC_SERVER_URL
        else [],
    }
}

# Sign-ins are counted here. In the database all processes share it, and no queue has to be there.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_entry",
    }
}

# Language and time: without en-gb, 01/02/2011 would be read as 2 January.

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = True

# Static files: built by `python3 dev.py setup` into var/assets, gathered into var/static.

STATIC_URL = "static/"
# They belong to the code, not to the records of one site, so they do not follow VAR_DIR.
_built = BASE_DIR / "var"
STATIC_ROOT = _built / "static"
STATICFILES_DIRS = [_built / "assets"] if (_built / "assets").is_dir() else []
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

# The browser

_provider = ["/".join(OIDC_SERVER_URL.split("/")[:3])] if OIDC_SERVER_URL else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # A form that leads to the provider is followed to there.
        "form-action": [SELF, *_provider],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = {
    feature: []
    for feature in ("camera", "display-capture", "geolocation", "microphone", "payment", "usb")
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
# A real site is served over HTTPS only; the demonstration is tried on a bare machine.
_https = not (DEMO or DEBUG)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SECURE_SSL_REDIRECT = _https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = _https
# The health pages are asked by machines inside the house, over plain HTTP.
SECURE_REDIRECT_EXEMPT = [r"^health/$", r"^ready/$"]

# An extract has 25 MB at most (docs/imports.md); what is larger is refused while it is read.
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# Tasks: Redis where there is one, else files under var/. No page depends on the queue.

REDIS_URL = env.str("REDIS_URL", default="")
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "visibility_timeout": 3600,
        "socket_timeout": 3,
        "socket_connect_timeout": 3,
        # Several sites, and the tests, may share one Redis.
        "global_keyprefix": env.str("REDIS_PREFIX", default="cse_portal."),
    }
else:
    _broker = VAR_DIR / "broker"
    for _folder in ("queue", "processed", "control"):
        (_broker / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_URL = "filesystem://localhost"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_broker / "queue"),
        "data_folder_out": str(_broker / "queue"),
        "processed_folder": str(_broker / "processed"),
        "control_folder": str(_broker / "control"),
        "store_processed": False,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    # Asked every few minutes, it does nothing unless a month end is due: a beat that was dead,
    # late or doubled changes nothing (design 4).
    "take the month ends that are due": {
        "task": "reports.tasks.take_due_snapshots",
        "schedule": env.float("DUE_CHECK_SECONDS", default=300.0),
    },
    # Long before 8 a.m. all that is due is on the day's agenda; what comes later joins it.
    "build the agenda of today": {
        "task": "risk.tasks.build_todays_agenda",
        "schedule": env.float("DUE_CHECK_SECONDS", default=300.0),
    },
    "forget the uploads that nobody imported": {
        "task": "cse_portal.imports.tasks.discard_left_over_uploads",
        "schedule": 3600.0,
    },
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "celerybeat-schedule")

# The authority

AUTHORITY_NAME = env.str("AUTHORITY_NAME", default="Bradford" if DEMO else "Our authority")
# The first month end that the schedule takes, as YYYY-MM. Empty: that of the record's first flag.
FIRST_MONTH_END = env.str("FIRST_MONTH_END", default="2018-01" if DEMO else "")
# After how many weeks a flag is looked at again, by its status.
REVIEW_WEEKS = {
    "high": env.int("REVIEW_WEEKS_HIGH", default=6),
    "medium": env.int("REVIEW_WEEKS_MEDIUM", default=12),
    "low": env.int("REVIEW_WEEKS_LOW", default=26),
    "awaiting_assessment": env.int("REVIEW_WEEKS_AWAITING_ASSESSMENT", default=2),
    "potential_perpetrator": env.int("REVIEW_WEEKS_POTENTIAL_PERPETRATOR", default=12),
}
if FIRST_MONTH_END and not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", FIRST_MONTH_END):
    raise ImproperlyConfigured(f"FIRST_MONTH_END is not a month like 2018-01: {FIRST_MONTH_END!r}")
# The bands in which ages are shown: the first year of each.
AGE_BANDS = env.list("AGE_BANDS", cast=int, default=[0, 10, 12, 14, 15, 16, 17, 18])

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
