"""Schemathesis walks the whole description with each token and with a session, and finds nothing. Its seed is fixed."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis import GenerationMode

from chengxin.core.permissions import Role
from tests.api import world
from tests.web import filled

pytestmark = pytest.mark.django_db
