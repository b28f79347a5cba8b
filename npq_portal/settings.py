"""Every setting, in one module. What differs between installations comes from the environment (.env.example)."""

from pathlib import Path

from npq_portal import env

BASE_DIR = Path(__file__).resolve().parent.parent

# -- kind of installation ---------------------------------------------------------------------------------------------
DEMO = env.flag("DEMO", False)
DEBUG = env.flag("DEBUG", False)
GALLERY = env.flag("GALLERY", DEMO or DEBUG)
SECRET_KEY = env.text("SECRET_KEY", "only-for-the-demo-and-tests" if DEMO or DEBUG else None)
SITE_URL = env.text("SITE_URL", "http://localhost:8000").rstrip("/")
ALLOWED_HOSTS = env.names("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.names("CSRF_TRUSTED_ORIGINS")
HTTPS = env.flag("HTTPS", not (DEMO or DEBUG))

# -- the hub ----------------------------------------------------------------------------------------------------------
HUB_NAME = env.text("HUB_NAME", "Riverbank Teaching School Hub")
HUB_SHORT_NAME = env.text("HUB_SHORT_NAME", "Riverbank")
HUB_EMAIL = env.text("HUB_EMAIL", "npq@riverbank-hub.example")
HUB_PHONE = env.text("HUB_PHONE", "01632 960123")

# -- apps -------------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "unfold.apps.BasicAppConfig",  # before the administration, whose templates it replaces
    "npq_portal.admin_apps.HubAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "crispy_forms",
    "allauth",
    "allauth.account",
    "npq_portal",
    "npq_portal.notifications",
    "npq_portal.accounts",
    "npq_portal.calendars",
    "npq_portal.background",
    "courses",
    "registrations",
    "assessments",
    "npq_portal.pages",
    *(["npq_portal.demo"] if DEMO else []),
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "npq_portal.middleware.SecurityHeadersMiddleware",
    "npq_portal.middleware.NothingToSeeMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "npq_portal.urls"
WSGI_APPLICATION = "npq_portal.wsgi.application"

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
                "npq_portal.context.hub",
            ],
        },
    },
]

# -- data -------------------------------------------------------------------------------------------------------------
DATABASES = {"default": {**env.database(), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "ATOMIC_REQUESTS": False}}
# Compiling a statement takes PostgreSQL longer (200 ms) than running any that a page or a register needs.
DATABASES["default"]["OPTIONS"] = {"options": "-c jit=off", **DATABASES["default"].get("OPTIONS", {})}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
REDIS_URL = env.text("REDIS_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
# Seconds: a Redis that has gone makes a request fail, not wait.
CACHES["default"]["OPTIONS"] = {"socket_connect_timeout": 3, "socket_timeout": 3}
# A register of 600 people is four values for each; Django's own limit is 1,000.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_500
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # losing Redis signs nobody out

# -- people and sign-in -----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# Signing in is by emailed code alone (docs/adr/0040-one-sign-in-page.md): no backend takes a password.
AUTHENTICATION_BACKENDS = ["npq_portal.accounts.backends.RoleBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "pages:home"
ACCOUNT_ADAPTER = "npq_portal.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# The code proves the address at every sign-in, and User.email is the one place where it is kept.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 3
ACCOUNT_LOGIN_BY_CODE_MAX_RESEND_COUNT = 3
# Per address of the network (a whole school may share one) and per email address.
ACCOUNT_RATE_LIMITS = {"request_login_code": "30/m/ip,5/5m/key", "confirm_login_code": "60/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 1 if env.flag("BEHIND_PROXY", False) else 0)

# -- looks ------------------------------------------------------------------------------------------------------------
CRISPY_ALLOWED_TEMPLATE_PACKS = ["npq"]
CRISPY_TEMPLATE_PACK = "npq"
CRISPY_FAIL_SILENTLY = False
UNFOLD = {  # its colours are set by static/css/admin.css, so that light and dark follow the tokens
    "SITE_TITLE": "NPQ administration",
    "SITE_HEADER": f"{HUB_SHORT_NAME} NPQ administration",
    "DASHBOARD_CALLBACK": "npq_portal.pages.admin_home.with_needs",
}
STATIC_URL = "static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles")))
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "npq_portal.storage.HashedStaticFilesStorage"
    },
}

# -- language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = True
FORMAT_MODULE_PATH = "npq_portal.formats"
USE_TZ = True

# -- mail -------------------------------------------------------------------------------------------------------------
MAIL_BACKEND = env.choice("MAIL_BACKEND", "smtp", ("smtp", "notify"))
EMAIL_BACKEND = {
    "smtp": "django.core.mail.backends.smtp.EmailBackend",
    "notify": "npq_portal.notifications.govuk_notify.EmailBackend",
}[MAIL_BACKEND]
# How many emails in how long, such as "10/second"; Notify takes 3,000 a minute of everything a service sends.
MAIL_RATE = env.text("MAIL_RATE", "") or ("2500/minute" if MAIL_BACKEND == "notify" else "")
NOTIFY_API_KEY = env.text("NOTIFY_API_KEY", "")
NOTIFY_TEMPLATE_ID = env.text("NOTIFY_TEMPLATE_ID", "")
NOTIFY_REPLY_TO_ID = env.text("NOTIFY_REPLY_TO_ID", "")
NOTIFY_BASE_URL = env.text("NOTIFY_BASE_URL", "") or "https://api.notifications.service.gov.uk"
EMAIL_HOST = env.text("EMAIL_HOST", "localhost" if DEMO or DEBUG else "")  # checks.py wants one
EMAIL_PORT = env.number("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 10
DEMO_MAIL_FOLDER = env.text("DEMO_MAIL_FOLDER", "")  # where the demo's mail catcher puts what it catches
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "") or f"{HUB_NAME} <{HUB_EMAIL}>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# -- background work --------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = env.celery_redis(REDIS_URL)
CELERY_TIMEZONE = TIME_ZONE
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None  # a Redis that comes back after hours finds its workers
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}  # above every time limit (npq_portal/celery.py)
CELERY_BEAT_SCHEDULER = "redbeat.RedBeatScheduler"
CELERY_BEAT_MAX_LOOP_INTERVAL = 5
CELERY_REDBEAT_REDIS_URL = REDIS_URL
CELERY_REDBEAT_LOCK_TIMEOUT = 30
METRICS_TOKEN = env.text("METRICS_TOKEN", "")  # whoever sends it reads /metrics; without one that address is not there

# -- the Teaching Record System ---------------------------------------------------------------------------------------
TEACHER_RECORDS = env.choice("TEACHER_RECORDS", "by_hand", ("real", "fake", "by_hand"))
TRS_BASE_URL = env.text("TRS_BASE_URL", "")
TRS_API_KEY = env.text("TRS_API_KEY", "")

# -- the school register (GIAS) -----------------------------------------------------------------------------------------
# {day} is the date of the file as YYYYMMDD
GIAS_EXTRACT_URL = (
    env.text("GIAS_EXTRACT_URL", "")
    or "https://ea-edubase-api-prod.azurewebsites.net/edubase/downloads/public/edubasealldata{day}.csv"
)

# -- the schedule -----------------------------------------------------------------------------------------------------
# Functions that say what else a change of a cohort's sessions touches; courses may not know who stands above them.
SCHEDULE_TOUCHES = ["assessments.facts.touched.windows_touched"]
# Withdrawing or deferring: functions that say beforehand what else it means, and actions that follow in its transaction.
LEAVING_TOUCHES = ["assessments.facts.leaving.what_leaving_means"]
ENROLMENT_LEFT = ["assessments.actions.leaving.enrolment_left"]

# -- handing in case studies --------------------------------------------------------------------------------------------
# The first key signs receipts, all of them verify; to try things out, one made of the SECRET_KEY does.
RECEIPT_KEYS = env.signing_keys("RECEIPT_KEYS", derive_from=SECRET_KEY if DEMO or DEBUG else "")
# clamd's address, "host:port" or "unix:/path"; uploads are not scanned without one.
CLAMAV_ADDRESS = env.text("CLAMAV_ADDRESS", "")

# -- security ---------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked on the inside, where nobody ends https
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY", False) else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "npq_portal.stale_forms.csrf_failure"
SESSION_COOKIE_AGE = 14 * 24 * 60 * 60
X_FRAME_OPTIONS = "DENY"
SECURE_CSP = {
    "default-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "object-src": ["'none'"],
    "base-uri": ["'self'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "npq_portal.logs.MaskingFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR"))},
    "loggers": {
        # Not Django's own handlers: with DEBUG they print every line once more, unmasked.
        "django": {"handlers": [], "level": "INFO"},
        "httpx": {"level": "WARNING"},
        "httpcore": {"level": "WARNING"},
        # Its warnings hold what Notify said, somebody's address at times; ours say the same without.
        "notifications_python_client": {"level": "ERROR"},
    },
}
