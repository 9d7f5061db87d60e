"""The product's own settings, with the bare endpoint in place of its pages."""

from chengxin.config.settings import *  # noqa: F403 - every one of them but the addresses

ROOT_URLCONF = "bare_urls"
