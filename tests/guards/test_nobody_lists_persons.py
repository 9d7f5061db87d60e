"""R24: nobody, in any role, can list or search persons. [charter 4]

Two proofs. By reading the code: a query for persons, records, letters, matters or looks is always narrowed to one key of
one person or one row. By walking: every page of the product, in every role, with several people held, names at most the
one person it is about.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from chengxin.core.permissions import ADMINISTRATORS, KEEPER, Role
from tests.proves import proves
from tests.web import filled

SOURCE = Path(__file__).parents[2] / "src" / "chengxin"
#: Model -> the keys that narrow a query to one person, one row, or rows the caller already holds.
NARROWED_BY = {
    "Person": {"number_index", "number_index__in", "pk"},
    "AccessEntry": {"number_index", "pk"},
    "Letter": {"number_index", "ref", "pk"},
    # The duty that tells persons of a letter walks those who asked to be told.
    "Contact": {"number_index", "channel__in", "pk__in", "pk"},
    "Record": {"person", "person__number_index", "natural_key__in", "pk", "pk__in"},
    "Version": {"record", "record__in", "record__person", "pk"},
    "Matter": {"number_index", "by", "ref", "pk", "at__lte"},
    "Answer": {"matter", "matter_id", "matter__in", "ref", "pk"},
    "Extract": {"number_index", "code_index", "pk"},
    "HeldRow": {
        "number_index",
        "settled",
        "settled__finding",
        "settled__at__lte",
        "submission__in",
        "ref",
        "pk__in",
    },
    "ConflictEvent": {"number_index", "number_index__in", "pk"},
}
#: Counting by these shows no person.
GROUPED_BY = {
    "Letter": {"template"},
    "AccessEntry": {"unit", "by", "program", "outcome", "reasons"},
    "Version": {"record__item", "record__unit"},
}
#: Read over many persons' rows for a duty that tells each of them alone, and for counts; no screen may import it.
DUTIES = {
    "apps/destruction/finding.py": 1,
    "apps/looks/actions/draw.py": 7,
    "apps/looks/actions/release_hidden.py": 1,
    "apps/looks/affected.py": 3,
    "apps/records/ended_basis.py": 2,
    "apps/repairs/actions/open_drafts.py": 1,
}
_WRITES = {"bulk_create", "create"}
_ON_THE_WAY = {"select_related", "prefetch_related", "order_by", "select_for_update", "exclude"}
_NARROWS = {"filter", "get", "get_or_create"}


def wide_queries(code: str) -> list[str]:
    """Queries for rows about persons that no key narrows, as source text."""
    tree = ast.parse(code)
    inner = {
        id(node.func.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
    }
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and id(node) not in inner and (model := _model_of(node)) and _is_wide(node, model)
    ]


def _chain(node: ast.AST) -> list[tuple[str, list[ast.keyword], list[ast.expr]]]:
    links = []
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        links.append((node.func.attr, node.keywords, node.args))
        node = node.func.value
    return links[::-1]


def _model_of(node: ast.AST) -> str | None:
    while isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        node = node.func.value
    if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}:
        return node.value.id if isinstance(node.value, ast.Name) and node.value.id in NARROWED_BY else None
    return None


def _is_exact(arguments: list[ast.expr]) -> bool:
    """Whether a condition is `people.exactly`: one full number and the name under it."""
    return any(isinstance(one, ast.Call) and ast.unparse(one.func).rpartition(".")[2] == "exactly" for one in arguments)


def _is_wide(node: ast.Call, model: str) -> bool:
    for name, keywords, arguments in _chain(node):
        if name in _WRITES:
            return False
        if name == "values" and {ast.unparse(one).strip("'") for one in arguments} <= GROUPED_BY.get(model, set()):
            return not arguments
        if name in _NARROWS and ({keyword.arg for keyword in keywords} & NARROWED_BY[model] or _is_exact(arguments)):
            return False
        if name not in _ON_THE_WAY | _NARROWS:
            return True
    return True


@proves("R24")
class TestCode:
    def test_narrows_every_query_about_persons(self):
        files = sorted((SOURCE / "apps").rglob("*.py"))
        found = {str(path.relative_to(SOURCE)): wide for path in files if (wide := wide_queries(path.read_text()))}
        assert {path: len(wide) for path, wide in found.items()} == DUTIES
        assert sum("objects" in path.read_text() for path in files) > 10

    def test_lets_no_screen_near_what_a_duty_reads(self):
        """Only the duties and their acts, the demo that lives a year through them, and the command that counts."""
        modules = {path.removesuffix(".py").replace("/", ".") for path in DUTIES}
        readers = {
            str(path.relative_to(SOURCE))
            for path in SOURCE.rglob("*.py")
            if any(module in path.read_text(encoding="utf-8") for module in modules)
        }
        assert readers == {
            "apps/destruction/actions/make_list.py",
            "apps/looks/actions/report_breach.py",
            "apps/looks/actions/tell_breach.py",
            "apps/records/actions/tell_basis_ended.py",
            "cli/law_diff.py",
            "demo/seed.py",
            "jobs/duties.py",
        }

    @pytest.mark.parametrize(
        "planted",
        [
            "Person.objects.all()",
            "Person.objects.order_by('pk')[:20].values()",
            "list(Person.objects.filter(name_index=name))",
            "Record.objects.filter(item=item).order_by('-pk')",
            "AccessEntry.objects.filter(unit=unit)",
            "Letter.objects.exclude(template='x').iterator()",
            "Letter.objects.filter(reading=None).values('template', 'ref')",
            "Letter.objects.filter(reading=None).values()",
            "Contact.objects.filter(content__isnull=False).iterator()",
            "Matter.objects.filter(unit=unit).all()",
        ],
    )
    def test_would_catch_a_planted_list(self, planted):
        assert wide_queries(planted)

    def test_keeps_the_orm_out_of_the_edges(self):
        edges = [path for room in ("web", "jobs", "cli") for path in (SOURCE / room).rglob("*.py")]
        assert [str(path) for path in edges if ".objects." in path.read_text()] == []
        assert len(edges) > 20


PEOPLE = [filled.person("王䶮", 31), filled.person("欧阳㐱", 32), filled.person("诸葛长河", 33)]


def _routes(resolver: URLResolver, prefix: str = "/") -> list[str]:
    found = []
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            found += _routes(pattern, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            found.append(prefix + str(pattern.pattern))
    return found


@pytest.fixture
def world(monkeypatch):
    monkeypatch.setattr("chengxin.clock.now", lambda: filled.AT)
    submission = filled.submit([filled.penalty(who, f"黑交罚〔2026〕06{n:02d}号") for n, who in enumerate(PEOPLE)])
    filled.nothing_new()
    matters = [filled.matter(who) for who in PEOPLE]
    answers = [filled.ask(matter, who).answer for matter, who in zip(matters, PEOPLE, strict=True)]
    return {"submission": submission.ref, "matters": [m.ref for m in matters], "answers": [a.ref for a in answers]}


def _pages(world) -> list[str]:
    """Every route, with every reference that fits it and without what cannot be guessed."""
    pages = []
    for route in _routes(get_resolver()):
        if "<" not in route:
            pages.append(route)
        elif "matters/<" in route or "answers/<" in route:
            kind = "matters" if "matters/<" in route else "answers"
            pages += [route.split("<")[0] + f"{ref}/" for ref in world[kind]]
        elif "submissions/<" in route:
            pages.append(route.split("<")[0] + f"{world['submission']}/")
    return [page for page in pages if "sign-out" not in page and not page.startswith("/demo/")]


@proves("R24")
@pytest.mark.django_db
@pytest.mark.any_database
class TestPages:
    @pytest.mark.parametrize("role", [None, *Role])
    def test_name_at_most_the_one_person_they_are_about(self, world, role):
        client = Client()
        if role is not None:
            units = {Role.CASE_OFFICER: "credit_centre", Role.AUDITOR: "credit_office"} | dict.fromkeys(
                ADMINISTRATORS, KEEPER
            )
            client.force_login(filled.official(role, units.get(role, "transport")))
        seen = 0
        for page in _pages(world):
            text = client.get(page, follow=False).content.decode()
            named = [who.name for who in PEOPLE if who.name in text or who.number in text]
            assert len(named) <= (1 if role is Role.CLERK and "<" not in page and page.count("/") > 2 else 0), page
            seen += 1
        assert seen > 15

    def test_of_a_person_name_nobody_else(self, world):
        client = Client()
        client.get("/")
        filled.sign_in(client, PEOPLE[0])
        for page in _pages(world):
            # A PDF or a packed export is no text; tests/apps/test_own_export.py opens these.
            text = client.get(page).content.decode("utf-8", "replace")
            assert not [who for who in PEOPLE[1:] if who.name in text or who.number in text], page

    def test_take_no_name_or_number_in_their_address(self, world):
        client = Client()
        client.force_login(filled.official(Role.CLERK))
        for page in _pages(world):
            plain = client.get(page).content
            asked = client.get(page, {"q": PEOPLE[0].name, "name": PEOPLE[0].name, "number": PEOPLE[0].number}).content
            assert PEOPLE[0].number.encode() not in asked, page
            assert asked.count(PEOPLE[0].name.encode()) <= plain.count(PEOPLE[0].name.encode()), page
