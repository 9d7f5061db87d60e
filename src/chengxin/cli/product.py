"""Enter the product: keys first, then settings, then Django. Commands that need no database never come here."""

from __future__ import annotations

import importlib
import os
from types import ModuleType

from chengxin.cli.exits import Exit, Stop


def enter() -> None:
    """Set Django up for a command.

    :raises Stop: when the settings refuse, or the keys were not made yet.
    """
    settings = _settings()
    if not settings.KEY_SOURCE.names():
        raise Stop(f"还没有密钥（{settings.KEY_SOURCE.where}）。请先执行chengxin migrate。", Exit.USAGE_WRONG)
    if not settings.SECRET_KEY:
        raise Stop(f"没有session密钥（{settings.KEY_SOURCE.where}）。请执行chengxin migrate新建。", Exit.USAGE_WRONG)
    _set_up()


def enter_with_keys() -> None:
    """Make the keys and the data directory that are missing, then set Django up.

    :raises Stop: when the settings refuse.
    """
    from chengxin.apps.ledger.key_sources import FileKeys

    settings = _settings()
    if isinstance(settings.KEY_SOURCE, FileKeys):
        FileKeys.ensure(settings.KEYS_DIR, is_demo=settings.IS_DEMO, is_national=settings.KEYS_ARE_NATIONAL)
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not settings.SECRET_KEY:
        # The settings were read before there was a key to sign sessions with.
        importlib.reload(settings)
    _set_up()


def enter_to_restore() -> None:
    """Set Django up where there are keys, and perhaps nothing else yet. Keys are never made here: those of the backup are
    needed, and others would only stand in their place.

    :raises Stop: when the settings refuse, or there are no keys.
    """
    settings = _settings()
    if not settings.KEY_SOURCE.names():
        way = "恢复要用备份时的密钥：请把备份时的密钥目录放回来，再执行一次。"
        raise Stop(f"这里没有密钥（{settings.KEY_SOURCE.where}）。{way}", Exit.USAGE_WRONG)
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True, mode=0o700)
    _set_up()


def is_migrated() -> bool:
    """Whether the database has every table of this version."""
    from chengxin.apps.ledger import readiness

    return readiness.is_migrated()


def require_migrated() -> None:
    """Stop before an old or empty database is written to.

    :raises Stop: when a table is missing or of another version.
    """
    if not is_migrated():
        raise Stop("数据库还没有准备好，或者是旧版本的。请先执行chengxin migrate。", Exit.USAGE_WRONG)
    require_keys()


def require_durable() -> None:
    """Stop before anything is acknowledged that would be lost with the power. A demo has nothing to lose.

    :raises Stop: when the database was told to answer before anything lies on its disk.
    """
    from django.conf import settings

    from chengxin.apps.ledger import readiness

    off = [] if settings.IS_DEMO else readiness.forgetful()
    if off:
        way = "一断电，已经答应的就会丢，没有开始。请在PostgreSQL的设置里打开，再执行一次。"
        raise Stop(f"数据库关掉了{'、'.join(off)}：{way}", Exit.USAGE_WRONG)


def require_clock() -> None:
    """Stop before anything is written at a time that is not.

    :raises Stop: when this machine's clock is a minute or more away from what the database knows of the time.
    """
    from chengxin import clock
    from chengxin.apps.ledger import readiness

    if not readiness.is_clock_right(clock.now(), of_machine=clock.of_machine()):
        raise Stop(
            "这台机器的时间和数据库的差一分钟以上，没有开始：写下的时刻会错。请校准这台机器和数据库服务器的时间，再执行一次。",
            Exit.USAGE_WRONG,
        )


def require_keys() -> None:
    """Stop before work begins that a lost key would break off later.

    :raises Stop: with what is lost, when a key is missing or is not the one with which this database was written.
    """
    from django.conf import settings

    from chengxin.apps.ledger.key_check import require_fitting
    from chengxin.apps.ledger.key_sources import KeyTrouble

    try:
        require_fitting(settings.KEY_SOURCE)
    except KeyTrouble as trouble:
        raise Stop(f"密钥不对，没有开始。{trouble.sentence}", Exit.USAGE_WRONG) from None


def _settings() -> ModuleType:
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chengxin.config.settings")
    try:
        return importlib.import_module(os.environ["DJANGO_SETTINGS_MODULE"])
    except ImproperlyConfigured as wrong:
        raise Stop(str(wrong), Exit.USAGE_WRONG) from None


def _set_up() -> None:
    import django
    from django.apps import apps

    if not apps.ready:
        django.setup()
