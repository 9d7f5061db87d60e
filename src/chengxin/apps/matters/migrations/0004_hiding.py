"""Orders that show the looks of a matter later."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    dependencies = [
        ("matters", "0003_program"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Hiding",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("salt", models.BinaryField(max_length=32, null=True)),
                ("content", models.BinaryField(null=True)),
                ("data_key", models.BinaryField(null=True)),
                ("category", models.CharField(max_length=32)),
                ("until", models.DateTimeField()),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "matter",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="hiding", to="matters.matter"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        Protect(
            "matters_hiding",
            ["id", "salt", "content", "data_key", "matter_id", "category", "until", "at", "by_id"],
            blankable=["salt", "content", "data_key"],
        ),
    ]
