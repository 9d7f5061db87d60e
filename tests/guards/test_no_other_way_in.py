"""There is no unmasking, no bulk export and no break-glass: no door, no act, no command, no switch. [charter 4] [R24]

The narrower form of these three is that they do not exist. Whoever builds one meets this list first.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from chengxin.apps.officials.models import Official
from chengxin.cli.main import parser
from chengxin.core.permissions import MAY, Act, Role
from tests.guards.test_routes import routes
from tests.proves import proves

SOURCE = Path(__file__).parents[2] / "src" / "chengxin"
#: Where a sealed name and number are opened, and whose: the one of the matter, the row or the session at hand.
OPENED_IN = {
    "apps/inquiries/actions/look_at_held_row.py",
    "apps/mandates/selectors.py",
    "apps/matters/selectors.py",
    "apps/objections/selectors.py",
    "apps/own_report/rows.py",
    "apps/records/actions/correct.py",
    "apps/records/actions/settle_row.py",
    "apps/records/letters.py",
    "sessions.py",
    "web/own_report/paper.py",
}
#: What an official can save as a file: something about one person whose case, letter or extract it is, the official's own
#: file come back, or no person at all.
SAVED_BY_OFFICIALS = {
    "desk/cases.py": 1,
    "desk/destruction.py": 1,
    "desk/letters.py": 1,
    "desk/repairs.py": 1,
    "desk/restraints.py": 1,
    "department/views.py": 3,
    "oversight/signs.py": 1,
    "window/extract_views.py": 2,
    "window/letters.py": 1,
}
COMMANDS = {
    "backup",
    "bench",
    "demo",
    "intake check",
    "intake offline",
    "intake submit",
    "keys check",
    "keys rotate",
    "law check",
    "law diff",
    "law show",
    "law sign",
    "law verify",
    "ledger cosign",
    "ledger verify",
    "migrate",
    "move",
    "official add",
    "official forget-code",
    "official remove",
    "program add",
    "program list",
    "program new-token",
    "program revoke",
    "restore",
    "serve",
    "sign",
    "sign-out",
    "sweep",
    "verify",
    "witness cosign",
    "witness init",
    "witness serve",
    "witness show",
}


def _commands(one: object = None, before: str = "") -> Iterator[str]:
    for action in (one or parser())._actions:  # type: ignore[attr-defined]
        if type(action).__name__ == "_SubParsersAction":
            for name, inner in action.choices.items():
                yield from _commands(inner, f"{before} {name}".strip())
            return
    yield before


def _calls(path: Path, name: str) -> int:
    """How often a function is called by exactly this name in a file."""
    return sum(
        isinstance(node, ast.Call) and ast.unparse(node.func) == name
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )


@proves("N17")
class TestNobodyUnmasks:
    def test_what_is_sealed_is_opened_where_it_always_was(self) -> None:
        found = {
            str(path.relative_to(SOURCE))
            for path in SOURCE.rglob("*.py")
            if _calls(path, "people.open_identity") + _calls(path, "people.identity_of")
        }
        assert found == OPENED_IN


@proves("N17")
class TestNobodyExports:
    def test_officials_save_no_more_than_they_did(self) -> None:
        rooms = ("desk", "department", "oversight", "window", "administration")
        found = {
            str(path.relative_to(SOURCE / "web")): count
            for room in rooms
            for path in (SOURCE / "web" / room).rglob("*.py")
            if (count := _calls(path, "download"))
        }
        assert found == SAVED_BY_OFFICIALS

    def test_no_command_was_added_unseen(self) -> None:
        """Of all of these only `backup` and `move` carry what is held about persons, as ciphertext."""
        assert set(_commands()) == COMMANDS


@proves("N17")
class TestNobodyBreaksGlass:
    def test_no_act_is_everybodys(self) -> None:
        for act in Act:
            assert sum(act in MAY[role] for role in Role) <= 2, act

    def test_no_door_opens_to_whoever_insists(self) -> None:
        for address, route in routes():
            assert len(route.callback.door & set(Role)) <= 2 or not route.callback.shows_person, address

    @pytest.mark.parametrize("power", ["is_superuser", "is_staff", "has_perm", "user_permissions", "groups"])
    def test_no_official_is_above_the_roles(self, power: str) -> None:
        assert not hasattr(Official, power)
        assert power not in {field.name for field in Official._meta.get_fields()}

    def test_no_switch_opens_what_is_closed(self) -> None:
        """The checks of a role and of a door ask no setting and no environment."""
        for file in ("core/permissions.py", "core/seats.py", "web/doors.py", "apps/officials/who.py"):
            code = (SOURCE / file).read_text(encoding="utf-8")
            assert "settings" not in code.replace("settings.AUTH_USER_MODEL", ""), file
            assert "environ" not in code, file
