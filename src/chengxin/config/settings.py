"""Settings, read from the environment once. Each variable is described in docs/operations/settings.md (a guard compares).

Two shapes: the demo (`CHENGXIN_DEMO=1`), and production, which refuses everything that only a demo may do.
"""

from __future__ import annotations

import os
import shlex
import stat
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from chengxin.apps.ledger.key_sources import (
    KINDS,
    CommandKeys,
    EnvironmentKeys,
    FileKeys,
    KeyTrouble,
    Source,
    of_kind,
    read_names,
)
from chengxin.core.notes import Unreadable, read_key
from chengxin.lawbook.load import law_root

IS_DEMO = os.environ.get("CHENGXIN_DEMO") == "1"
DATA_DIR = Path(os.environ.get("CHENGXIN_DATA", "data")).resolve()
KEYS_DIR = Path(os.environ.get("CHENGXIN_KEYS", DATA_DIR / "keys" if IS_DEMO else "/etc/chengxin/keys")).resolve()
#: Every ending, beside the database and never in one backup with it: an older backup that is restored forgets none.
JOURNAL = Path(
    os.environ.get(
        "CHENGXIN_JOURNAL",
        DATA_DIR / "endings.jsonl" if IS_DEMO else DATA_DIR.with_name(f"{DATA_DIR.name}-endings") / "endings.jsonl",
    )
).resolve()

if IS_DEMO and (KEYS_DIR / "index").exists() and not (KEYS_DIR / "demo").exists():
    raise ImproperlyConfigured(
        "CHENGXIN_DEMO：这是正式系统的密钥，演示系统不能用。请去掉CHENGXIN_DEMO，或者换一个密钥目录。"
    )
if not IS_DEMO:
    if KEYS_DIR.is_relative_to(DATA_DIR):
        raise ImproperlyConfigured("CHENGXIN_KEYS：密钥不能和数据放在一起。请换一个目录，由另一个账户管理。")
    if JOURNAL.is_relative_to(DATA_DIR):
        raise ImproperlyConfigured(
            "CHENGXIN_JOURNAL：它要在恢复旧备份以后告诉系统哪些记录已经结束，不能放在数据目录里一起备份。请换一个目录。"
        )
    if (KEYS_DIR / "demo").exists():
        raise ImproperlyConfigured("CHENGXIN_KEYS：这是演示用的密钥，正式系统不能用。请用chengxin migrate新建。")
    if KEYS_DIR.exists() and stat.S_IMODE(KEYS_DIR.stat().st_mode) & 0o077:
        raise ImproperlyConfigured("CHENGXIN_KEYS：密钥目录别人也能读。请执行chmod 700。")

#: The demo's law is anybody's to try; production acts by law that two persons signed, and starts read-only otherwise.
LAW_MUST_BE_SIGNED = not IS_DEMO
#: The same persons bring a backup back: two of them, or nothing comes back.
RESTORE_MUST_BE_SIGNED = not IS_DEMO
LAW_SIGNERS: dict[str, Path] = {}
for _one in filter(None, os.environ.get("CHENGXIN_LAW_SIGNERS", "").split(",")):
    _name, _, _file = _one.partition("=")
    if not _name.strip() or not _file.strip() or _name.strip() in LAW_SIGNERS:
        raise ImproperlyConfigured("CHENGXIN_LAW_SIGNERS：请写成“姓名=公钥文件,姓名=公钥文件”，每个人一次。")
    LAW_SIGNERS[_name.strip()] = Path(_file.strip()).resolve()
for _place, _what in ((law_root().resolve(), "法库"), (DATA_DIR, "数据")):
    if any(_file.is_relative_to(_place) for _file in LAW_SIGNERS.values()):
        raise ImproperlyConfigured(
            f"CHENGXIN_LAW_SIGNERS：公钥不能和{_what}放在一起，能改{_what}的人就能换掉它。请换一个目录。"
        )

#: Where the secrets come from. A demo has files of its own, whatever else this machine names.
_keys_from = "files" if IS_DEMO else os.environ.get("CHENGXIN_KEYS_FROM", "files")
if _keys_from not in {"files", "environment", "command"}:
    raise ImproperlyConfigured("CHENGXIN_KEYS_FROM：请写files、environment或者command。")
KEY_SOURCE: Source = FileKeys(KEYS_DIR)
try:
    if _keys_from == "environment":
        KEY_SOURCE = EnvironmentKeys(os.environ)
    if _keys_from == "command":
        _command = shlex.split(os.environ.get("CHENGXIN_KEYS_COMMAND", ""))
        if not _command:
            raise ImproperlyConfigured("CHENGXIN_KEYS_COMMAND：请写取密钥的命令；它的最后一个参数是密钥的名称。")
        KEY_SOURCE = CommandKeys(_command, read_names(os.environ.get("CHENGXIN_KEYS_NAMES", ",".join(KINDS))))
    # The newest signs; what older ones signed is still taken.
    SECRET_KEY, *SECRET_KEY_FALLBACKS = [
        KEY_SOURCE.read(_name).decode("ascii").strip() for _name in reversed(of_kind(KEY_SOURCE.names(), "session"))
    ] or [""]
except KeyTrouble as _trouble:
    raise ImproperlyConfigured(_trouble.sentence) from None
except UnicodeDecodeError:
    raise ImproperlyConfigured("session密钥要是一行字母和数字。请换回原来的那一份。") from None
#: Whether keys that are made here serve SM3 and SM4.
KEYS_ARE_NATIONAL = os.environ.get("CHENGXIN_ALGORITHMS", "") == "national"
if os.environ.get("CHENGXIN_ALGORITHMS", "") not in {"", "national"}:
    raise ImproperlyConfigured("CHENGXIN_ALGORITHMS：只认national（新做的密钥用SM3和SM4），不写就是AES和SHA-256。")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("CHENGXIN_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
#: The name of this deployment's ledger in everything that it signs: whoever keeps a receipt knows the log by it.
LEDGER_ORIGIN = os.environ.get("CHENGXIN_LEDGER_ORIGIN", f"{ALLOWED_HOSTS[0]}/ledger")
if not LEDGER_ORIGIN or set(LEDGER_ORIGIN) & set("+ \t\r\n") or len(LEDGER_ORIGIN) > 200:
    raise ImproperlyConfigured("CHENGXIN_LEDGER_ORIGIN：账本的名称不能是空的，不能有空格和加号，最多200个字符。")
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
#: Who outside cosigns the ledger's heads: their public keys, as `chengxin witness init` prints them; an address behind a
#: space where they are asked over HTTP.
_witnesses = [_one.split() for _one in os.environ.get("CHENGXIN_WITNESSES", "").split(",") if _one.strip()]
try:
    LEDGER_WITNESSES = tuple(read_key(_words[0]) for _words in _witnesses)
except Unreadable:
    raise ImproperlyConfigured(
        "CHENGXIN_WITNESSES：请写见证人的公钥，用逗号隔开，每把一整把；联网的在后面空一格写网址。"
    ) from None
if any(len(_key.text) > 200 for _key in LEDGER_WITNESSES):
    raise ImproperlyConfigured("CHENGXIN_WITNESSES：见证人的名称太长，整把公钥最多200个字符。")
if len({_key.public for _key in LEDGER_WITNESSES}) < len(_witnesses) or any(len(_words) > 2 for _words in _witnesses):
    raise ImproperlyConfigured("CHENGXIN_WITNESSES：一把公钥只能写一次，后面最多一个网址；一把密钥不能算两个见证人。")
LEDGER_WITNESS_URLS = {_words[0]: _words[1].rstrip("/") for _words in _witnesses if len(_words) > 1}
for _parts in map(urlsplit, LEDGER_WITNESS_URLS.values()):
    if _parts.scheme != "https" and not (_parts.scheme == "http" and _parts.hostname in _LOOPBACK):
        raise ImproperlyConfigured("CHENGXIN_WITNESSES：网址只认https://；http://只能连本机。")
#: So many of those with an address must have cosigned; without any, nothing stops when none comes.
_quorum = os.environ.get("CHENGXIN_WITNESS_QUORUM", str(min(2, len(LEDGER_WITNESS_URLS))))
LEDGER_WITNESS_QUORUM = int(_quorum) if _quorum.isascii() and _quorum.isdigit() else -1
if not min(1, len(LEDGER_WITNESS_URLS)) <= LEDGER_WITNESS_QUORUM <= len(LEDGER_WITNESS_URLS):
    raise ImproperlyConfigured("CHENGXIN_WITNESS_QUORUM：要几个见证人，不能多于写了网址的，也不能是零。")
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
LANGUAGE_CODE = "zh-hans"
USE_I18N = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "officials.Official"
ROOT_URLCONF = "chengxin.config.urls"
WSGI_APPLICATION = "chengxin.config.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "chengxin.apps.ledger",
    "chengxin.apps.officials",
    "chengxin.apps.people",
    "chengxin.apps.notices",
    "chengxin.apps.consents",
    "chengxin.apps.mandates",
    "chengxin.apps.sign_ins",
    "chengxin.apps.matters",
    "chengxin.apps.promises",
    "chengxin.apps.submissions",
    "chengxin.apps.records",
    "chengxin.apps.inquiries",
    "chengxin.apps.restraints",
    "chengxin.apps.objections",
    "chengxin.apps.repairs",
    "chengxin.apps.extracts",
    "chengxin.apps.destruction",
    "chengxin.apps.looks",
    "chengxin.apps.complaints",
    "chengxin.apps.statistics",
    "chengxin.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "chengxin.config.tls_only.TlsOnly",
    # Before the static files, so that they carry the policy too: no reply can be framed.
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    # Before the check of forms, which reads the whole body: nobody fills the disk from outside the door.
    "chengxin.web.doors.Doorkeeper",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

#: Figures for Prometheus, on this machine alone; nobody counts where nobody asks.
_metrics = os.environ.get("CHENGXIN_METRICS", "0")
if not (_metrics.isascii() and _metrics.isdigit() and int(_metrics) <= 65_535):
    raise ImproperlyConfigured("CHENGXIN_METRICS：请写一个端口，例如9108；只听本机。")
METRICS_PORT = int(_metrics)
if METRICS_PORT:
    MIDDLEWARE = ["chengxin.web.counted.Counted", *MIDDLEWARE]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "chengxin.web.site.context",
            ],
        },
    }
]

# Nothing comes from another host, no inline style or script. [law:pipl/第三十六条]
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_AGE = 8 * 3600
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not IS_DEMO
# The prefix makes a browser take them from this very host over TLS alone: no neighbour under the domain can plant one.
_HOST_ONLY = "" if IS_DEMO else "__Host-"
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = f"{_HOST_ONLY}sessionid", f"{_HOST_ONLY}csrftoken"
# By which browser officials came in before; a resident's gets none.
KNOWN_BROWSER_COOKIE_NAME = f"{_HOST_ONLY}known"
# Forms carry their token themselves; no script reads the cookie.
CSRF_COOKIE_HTTPONLY = True
SECURE_SSL_REDIRECT = not IS_DEMO and os.environ.get("CHENGXIN_HTTPS", "1") == "1"
# A probe comes from the machine beside, before there is a certificate. A program is refused without TLS, not led there.
SECURE_REDIRECT_EXEMPT = [r"^(alive|ready)$", r"^api/"]
# A header that anybody can send says nothing, unless a proxy of ours is the only way in and writes it anew.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("CHENGXIN_PROXY") == "1" else None
# Sent over TLS alone. For subdomains only where the operator says that nothing under this name is served without TLS.
SECURE_HSTS_SECONDS = 0 if IS_DEMO else int(os.environ.get("CHENGXIN_HSTS", "31536000"))
SECURE_HSTS_INCLUDE_SUBDOMAINS = os.environ.get("CHENGXIN_HSTS_SUBDOMAINS") == "1"
CSRF_FAILURE_VIEW = "chengxin.web.errors.forgotten_form"
LOGIN_URL = "/sign-in/"
#: Whether an official must have set up a code for the phone. In the demo whoever has set one up is asked for it.
CODE_IS_REQUIRED = not IS_DEMO

DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 0
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200

# A demo prints its passwords beside the names: nothing to protect, and twenty slow hashes to wait for.
PASSWORD_HASHERS = [f"django.contrib.auth.hashers.{'MD5' if IS_DEMO else 'Scrypt'}PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "chengxin.web.staff.passwords.Guessable"},
]

STATIC_URL = "/static/"
# The demo serves the package's own files as they are; production serves what `chengxin migrate` collected.
STATIC_ROOT = Path(__file__).parents[1] / "web" / "static" if IS_DEMO else DATA_DIR / "static"
WHITENOISE_MAX_AGE = 3600 if IS_DEMO else 31_536_000
# Nobody else's page needs our fonts.
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if IS_DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

LOG_FORM = os.environ.get("CHENGXIN_LOG_FORM", "line")
if LOG_FORM not in {"line", "json"}:
    raise ImproperlyConfigured("CHENGXIN_LOG_FORM：请写line或者json。")
# Fault numbers and acts, never a name, a number or a path with one.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s", "datefmt": "%Y-%m-%dT%H:%M:%S%z"},
        "json": {"()": "chengxin.jobs.json_lines.JsonLines"},
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": LOG_FORM}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("CHENGXIN_LOG", "WARNING")},
    # What Django says of a request repeats what a stranger sent, a name in a host's place for instance.
    "loggers": {name: {"level": "CRITICAL"} for name in ("django.request", "django.security", "django.server")}
    # Who comes in, and who tries, is written down however little else is.
    | {"chengxin.access": {"level": "INFO"}},
}


def _database(url: str) -> dict[str, object]:
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        if not IS_DEMO and KEYS_DIR.is_relative_to(Path(unquote(parts.path)).resolve().parent):
            raise ImproperlyConfigured("CHENGXIN_KEYS：密钥不能和数据库放在一起。请换一个目录，由另一个账户管理。")
        # FULL: the usual faster setting lost every acknowledged commit in a simulated power loss.
        pragmas = (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA recursive_triggers=ON; "
            # What is destroyed is overwritten with zeros, not only left out of the table.
            "PRAGMA secure_delete=ON;"
        )
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": unquote(parts.path),
            "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas},
        }
    if parts.scheme == "postgresql":
        options = dict(parse_qsl(parts.query))
        host = options.get("host", parts.hostname or "")
        is_here = not host or host.startswith("/") or host in _LOOPBACK
        if not IS_DEMO and not is_here and options.get("sslmode") != "verify-full":
            raise ImproperlyConfigured(
                "CHENGXIN_DATABASE_URL：数据库在别的机器上，要加密并核对证书：请在地址后面写?sslmode=verify-full，"
                "要自己的根证书再写&sslrootcert=文件。本机的套接字和127.0.0.1不用。"
            )
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": parts.path.lstrip("/"),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": options.pop("host", parts.hostname or ""),
            "PORT": str(parts.port or options.pop("port", "")),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            # psycopg prepares nothing (`chengxin.apps.ledger.message` does): after a ROLLBACK it would forget ours as well.
            # No statement of ours is worth compiling: of tables that nobody has analysed yet, PostgreSQL thinks each is.
            "OPTIONS": {"prepare_threshold": None, **options, "options": f"-c jit=off {options.get('options', '')}"},
        }
    raise ImproperlyConfigured("CHENGXIN_DATABASE_URL：只认sqlite:///路径 或postgresql://地址。")


def _mail(url: str) -> tuple[str, int, str, str, bool, bool]:
    """Host, port, user, password, STARTTLS, TLS from the first byte."""
    parts = urlsplit(url)
    kinds = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
    if parts.scheme not in kinds or not parts.hostname:
        raise ImproperlyConfigured("CHENGXIN_MAIL：只认smtp+starttls://、smtps://和smtp://用户:口令@主机:端口。")
    if parts.scheme == "smtp" and parts.hostname not in _LOOPBACK:
        raise ImproperlyConfigured("CHENGXIN_MAIL：不加密的smtp://只能连本机。请改用smtp+starttls://或smtps://。")
    return (
        parts.hostname,
        parts.port or kinds[parts.scheme],
        unquote(parts.username or ""),
        unquote(parts.password or ""),
        parts.scheme == "smtp+starttls",
        parts.scheme == "smtps",
    )


# Messages that say that a letter is waiting, and nothing else. Both channels are off until they are named.
_MAIL_URL = os.environ.get("CHENGXIN_MAIL", "")
MAIL_IS_ON = bool(_MAIL_URL)
if MAIL_IS_ON:
    (EMAIL_HOST, EMAIL_PORT, EMAIL_HOST_USER, EMAIL_HOST_PASSWORD, EMAIL_USE_TLS, EMAIL_USE_SSL) = _mail(_MAIL_URL)
    DEFAULT_FROM_EMAIL = os.environ.get("CHENGXIN_MAIL_FROM", "")
    if "@" not in DEFAULT_FROM_EMAIL:
        raise ImproperlyConfigured("CHENGXIN_MAIL_FROM：请写明发信的地址，例如noreply@example.cn。")
SMS_URL = os.environ.get("CHENGXIN_SMS_URL", "")
SMS_SECRET = os.environ.get("CHENGXIN_SMS_SECRET", "")
if SMS_URL:
    _gateway = urlsplit(SMS_URL)
    if _gateway.scheme != "https" and not (_gateway.scheme == "http" and _gateway.hostname in _LOOPBACK):
        raise ImproperlyConfigured("CHENGXIN_SMS_URL：只认https://；http://只能连本机。")
    if not SMS_SECRET:
        raise ImproperlyConfigured("CHENGXIN_SMS_SECRET：短信网关要有口令。请一起设置。")

# Who vouches for residents: an OpenID Provider. Off until it is named.
OIDC_ISSUER = os.environ.get("CHENGXIN_OIDC_ISSUER", "")
OIDC_CLIENT = os.environ.get("CHENGXIN_OIDC_CLIENT", "")
OIDC_SCOPE = os.environ.get("CHENGXIN_OIDC_SCOPE", "openid")
OIDC_NUMBER = os.environ.get("CHENGXIN_OIDC_NUMBER", "id_number")
OIDC_NAME = os.environ.get("CHENGXIN_OIDC_NAME", "name")
OIDC_LEVELS = tuple(filter(None, os.environ.get("CHENGXIN_OIDC_LEVELS", "").split(",")))
OIDC_SECRET = ""
if OIDC_ISSUER:
    _provider = urlsplit(OIDC_ISSUER)
    if _provider.scheme != "https" and not (_provider.scheme == "http" and _provider.hostname in _LOOPBACK):
        raise ImproperlyConfigured("CHENGXIN_OIDC_ISSUER：只认https://；http://只能连本机。")
    if len(OIDC_ISSUER) > 200:
        raise ImproperlyConfigured("CHENGXIN_OIDC_ISSUER：最多200个字符。")
    if not OIDC_CLIENT:
        raise ImproperlyConfigured("CHENGXIN_OIDC_CLIENT：请写统一身份认证给本平台的客户端编号。")
    if not OIDC_LEVELS:
        raise ImproperlyConfigured(
            "CHENGXIN_OIDC_LEVELS：请写明认可哪些保证级别（acr），用逗号隔开；不写明，谁也进不来。"
        )
    _secret = Path(os.environ.get("CHENGXIN_OIDC_SECRET_FILE", ""))
    if not _secret.is_file() or not (OIDC_SECRET := _secret.read_text().strip()):
        raise ImproperlyConfigured("CHENGXIN_OIDC_SECRET_FILE：请写存客户端密钥的文件。")
    if stat.S_IMODE(_secret.stat().st_mode) & 0o007:
        raise ImproperlyConfigured("CHENGXIN_OIDC_SECRET_FILE：这个文件谁都能读。请执行chmod 600。")


DATABASES = {"default": _database(os.environ.get("CHENGXIN_DATABASE_URL", f"sqlite://{DATA_DIR}/chengxin.sqlite3"))}
#: On PostgreSQL, the role the product runs as; `chengxin migrate`, run as the tables' owner, gives it its rights.
DB_APP_ROLE = os.environ.get("CHENGXIN_DB_APP_ROLE", "")
