"""The tables of this app, and the triggers that keep what is written once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chengxin.apps.ledger.create import Create
from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("officials", "0001_initial"),
    ]

    operations = [
        Create(
            [
                migrations.CreateModel(
                    name="ConflictEvent",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("number_index", models.BinaryField(db_index=True, max_length=32)),
                        ("is_confirmed", models.BooleanField()),
                        ("reason", models.BinaryField()),
                        ("at", models.DateTimeField()),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="Person",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("number_index", models.BinaryField(max_length=32)),
                        ("name_index", models.BinaryField(max_length=32)),
                        ("identity", models.BinaryField(null=True)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("number_index", "name_index"), name="person_once")
                        ],
                    },
                ),
            ]
        ),
        Protect("people_person", ["id", "number_index", "name_index", "identity", "at"], blankable=["identity"]),
        Protect("people_conflictevent", ["id", "salt", "number_index", "is_confirmed", "reason", "at", "by_id"]),
    ]
