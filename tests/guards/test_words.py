"""No score, rating or rank of a person, and nothing that must never be collected, has a name anywhere. [R22]"""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from tests.guards import tree
from tests.proves import proves

#: What the platform never says about a person, and what it never collects.
FORBIDDEN = frozenset(
    """
    score scores scored scoring scorer rating ratings rated rank ranks ranked ranking grade grades graded grading
    percentile quantile tier tiers star stars colour color points risk risks risky profile profiles profiling
    trustworthiness creditworthiness reputation prediction predict predicted blacklist blacklists blacklisted redlist
    redlists whitelist watchlist face faces facial fingerprint fingerprints biometric biometrics iris voiceprint gene
    genes religion religious ethnicity ethnic nationality politics political blood disease diseases health petition
    petitions petitioner income deposit deposits insurance
    """.split()
)

ALLOWED_FILE = Path(__file__).with_name("allowed_words.toml")


def allowed() -> dict[tuple[str, str], str]:
    """(path, word) -> reason."""
    entries = tomllib.loads(ALLOWED_FILE.read_text(encoding="utf-8")).get("allow", [])
    return {(entry["path"], entry["word"]): entry["reason"] for entry in entries}


def found_in_code(source: ast.AST) -> Iterator[tuple[str, str, int]]:
    """(word, identifier, line) of every forbidden word in a tree."""
    for identifier, line in tree.identifiers(source):
        for word in sorted(tree.words(identifier) & FORBIDDEN):
            yield word, identifier, line


def found_in_template(text: str) -> Iterator[tuple[str, str]]:
    for name in tree.template_names(text):
        for word in sorted(tree.words(name) & FORBIDDEN):
            yield word, name


def everything_found() -> Iterator[tuple[str, str, str]]:
    """(path, word, where) over code, templates, database and routes."""
    for path, source in tree.modules():
        for word, identifier, line in found_in_code(source):
            yield tree.relative(path), word, f"{identifier}, line {line}"
    for path, text in tree.templates():
        for word, name in found_in_template(text):
            yield tree.relative(path), word, name
    for model in own_models():
        for field in model._meta.get_fields():
            for word in sorted((tree.words(field.name) | tree.words(model._meta.db_table)) & FORBIDDEN):
                yield f"table {model._meta.db_table}", word, field.name
    for name in route_names(get_resolver()):
        for word in sorted(tree.words(name) & FORBIDDEN):
            yield "routes", word, name


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("chengxin.")]


def route_names(resolver: URLResolver) -> Iterator[str]:
    for entry in resolver.url_patterns:
        yield str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield entry.name or ""
        else:
            yield from route_names(entry)


@proves("R22")
class TestNoForbiddenWord:
    def test_stands_in_code_schema_templates_or_routes(self) -> None:
        excused = allowed()
        bad = [f"{path}: {word} ({where})" for path, word, where in everything_found() if (path, word) not in excused]
        assert bad == []

    def test_allowances_say_why_and_are_used(self) -> None:
        used = {(path, word) for path, word, _ in everything_found()}
        for place, reason in allowed().items():
            assert len(reason) > 15, place
            assert place in used, f"nothing needs this allowance any more: {place}"

    def test_looks_at_the_whole_product(self) -> None:
        assert len(tree.modules()) > 100
        assert len(tree.templates()) > 20
        assert len(own_models()) > 15

    @pytest.mark.parametrize(
        "planted",
        [
            "person.score = 3",
            "def credit_rating(person): ...",
            "class PersonRank: ...",
            "answer(risk_level=2)",
            "reply = {'grade': 'A'}",
            "reply['blacklist']",
            "class Person:\n    creditScore: int",
            "path('people/', view, name='profile')",
            "from somewhere import fingerprint",
        ],
    )
    def test_sees_a_planted_word_in_code(self, planted: str) -> None:
        assert list(found_in_code(ast.parse(planted)))

    @pytest.mark.parametrize("planted", ["{{ person.score }}", "{% if record.risk > 1 %}", "{{ x|rank }}"])
    def test_sees_a_planted_word_in_a_template(self, planted: str) -> None:
        assert list(found_in_template(planted))

    def test_leaves_lookalikes_alone(self) -> None:
        assert not list(found_in_code(ast.parse("surface = interface.degrade(franking, scoreboardless)")))


#: Every number that a table holds, and what it counts. Nothing here measures a person.
NUMBERS = {
    "ledger.Entry.id": "batch and place of one thing that happened",
    "ledger.SealedBatch.batch_id": "which transaction",
    "ledger.SealedBatch.first_leaf": "place in the tree",
    "ledger.SealedBatch.count": "leaves of one transaction",
    "ledger.Checkpoint.size": "leaves in the tree",
    "repairs.DraftWalk.file": "which file is walked along",
    "repairs.DraftWalk.after": "place in it",
    "ledger.WitnessWord.size": "leaves in the tree that was shown to a witness",
    "notices.Release.id": "the batch that released letters",
    "notices.Letter.subject": "the entry that the letter tells of",
    "notices.Letter.held_under": "the batch under which letters wait for a file to be closed",
    "officials.Official.sessions_ended": "how often everything that an official had open was ended at once",
    "officials.SecondFactor.last_step": "time step of the last code that an official signed in with",
    "inquiries.Fragment.place": "order of the fragments of one answer",
    "extracts.ExtractRecord.place": "order of the records of one extract",
    "records.Record.id": "the entry that registered it",
    "records.Version.row": "row number in the department's file",
    "submissions.Submission.size": "bytes of the department's file",
    "submissions.UploadPart.number": "order of the parts of one file",
    "looks.Sample.size": "leaves in the tree whose root drew",
    "looks.Sample.looks": "looks of all units in one week",
    "looks.Sample.drawn": "how many of them were drawn",
    "looks.Breach.subject": "the official, program or file through which data was seen",
    "looks.Breach.persons": "how many persons a report concerns, all together",
    "looks.BreachTold.persons": "how many letters left, all together",
    "notices.Attempt.number": "the how manieth try of one channel to bring one letter",
    "submissions.Chunk.number": "order of the chunks of one file",
    "submissions.Chunk.accepted": "rows of a file",
    "submissions.Chunk.refused": "rows of a file",
    "submissions.Chunk.waiting": "rows of a file",
    "submissions.Chunk.duplicate": "rows of a file",
    "submissions.RowOutcome.row": "row number in the department's file",
    "submissions.RowOutcome.repeats": "the version of a record that the row says again",
    "submissions.HeldRow.row": "row number in the department's file",
    "submissions.Receipt.rows": "rows of a file",
    "submissions.Receipt.accepted": "rows of a file",
    "submissions.Receipt.refused": "rows of a file",
    "submissions.Receipt.waiting": "rows of a file",
    "submissions.Receipt.duplicate": "rows of a file",
    "records.RecordEvent.cause": "id of the case behind it",
    "objections.Recall.cause": "id of the version or event behind it",
}
_NUMERIC = (models.IntegerField, models.FloatField, models.DecimalField, models.DurationField)


def unexplained_numbers(found: list[type[models.Model]]) -> list[str]:
    """Numeric columns that nobody has explained; the id that every committed row shares is explained once."""
    names = []
    for model in found:
        for field in model._meta.concrete_fields:
            is_own_id = field.primary_key and field.name == "id"
            if isinstance(field, _NUMERIC) and not is_own_id:
                names.append(f"{model._meta.app_label}.{model.__name__}.{field.name}")
    return [name for name in names if name not in NUMBERS]


@proves("R22")
class TestNoNumberAboutAPerson:
    def test_every_numeric_column_is_explained(self) -> None:
        assert unexplained_numbers(own_models()) == []

    def test_sees_a_planted_column(self) -> None:
        class Planted(models.Model):
            standing = models.IntegerField()

            class Meta:
                app_label = "planted"
                apps = __import__("django.apps.registry", fromlist=["Apps"]).Apps()

        assert unexplained_numbers([Planted]) == ["planted.Planted.standing"]


@proves("R22")
class TestLawData:
    def test_keys_of_law_and_feeds_hold_no_forbidden_word(self) -> None:
        bad = []
        files = sorted((tree.ROOT / "law").rglob("*.toml")) + sorted((tree.ROOT / "feeds").rglob("*.toml"))
        assert len(files) > 30
        for path in files:
            for key in _keys(tomllib.loads(path.read_text(encoding="utf-8"))):
                for word in tree.words(key) & FORBIDDEN:
                    if (tree.relative(path), word) not in allowed_in_law():
                        bad.append(f"{tree.relative(path)}: {key}")
        assert bad == []


def allowed_in_law() -> dict[tuple[str, str], str]:
    entries = tomllib.loads(ALLOWED_FILE.read_text(encoding="utf-8")).get("allow_in_law", [])
    files = {tree.relative(path) for path in (tree.ROOT / "law").rglob("*.toml")}
    return {
        (path, entry["word"]): entry["reason"] for entry in entries for path in files if path.startswith(entry["under"])
    }


def _keys(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _keys(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner)
