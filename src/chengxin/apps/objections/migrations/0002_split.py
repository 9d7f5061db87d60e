"""A step that takes several records of one wrong join out at once."""

from django.db import migrations, models

from chengxin.apps.ledger.protect import Protect

_OF_AN_OFFICE = ["checked", "found", "extended", "decided", "reviewed", "split"]
_STEPS = [
    "checked",
    "found",
    "extended",
    "escalated",
    "outcome_filed",
    "decided",
    "review_asked",
    "reviewed",
    "withdrawn",
    "split",
]


class Migration(migrations.Migration):
    dependencies = [("objections", "0001_objections")]

    operations = [
        migrations.RemoveConstraint(model_name="casestep", name="case_step_known"),
        migrations.RemoveConstraint(model_name="casestep", name="case_step_has_name"),
        migrations.AddConstraint(
            model_name="casestep",
            constraint=models.CheckConstraint(condition=models.Q(("step__in", _STEPS)), name="case_step_known"),
        ),
        migrations.AddConstraint(
            model_name="casestep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("by__isnull", False), ("step__in", _OF_AN_OFFICE)),
                    ("step__in", ["escalated", "outcome_filed", "review_asked", "withdrawn"]),
                    _connector="OR",
                ),
                name="case_step_has_name",
            ),
        ),
        # A new constraint makes the table anew on SQLite, and its triggers with it.
        Protect(
            "objections_casestep",
            ["id", "salt", "content", "data_key", "objection_id", "step", "result", "by_id", "through_id", "at"],
            blankable=["salt", "content", "data_key"],
        ),
    ]
