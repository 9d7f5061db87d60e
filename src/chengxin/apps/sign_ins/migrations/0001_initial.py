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
                    name="SignInCode",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("number_index", models.BinaryField(db_index=True, max_length=32)),
                        ("name_index", models.BinaryField(max_length=32)),
                        ("code_index", models.BinaryField(max_length=32, unique=True)),
                        ("until", models.DateTimeField()),
                        ("unit", models.CharField(max_length=64)),
                        ("seat", models.CharField(max_length=100)),
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
                    name="SignInCodeUsed",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("at", models.DateTimeField()),
                        (
                            "code",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="used",
                                to="sign_ins.signincode",
                            ),
                        ),
                    ],
                ),
                migrations.CreateModel(
                    name="SignInStopped",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("salt", models.BinaryField(max_length=32)),
                        ("number_index", models.BinaryField(db_index=True, max_length=32)),
                        ("name_index", models.BinaryField(max_length=32)),
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
                    name="OpenSession",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("owner_index", models.BinaryField(db_index=True, max_length=32)),
                        ("mark", models.CharField(max_length=32, unique=True)),
                        ("at", models.DateTimeField()),
                    ],
                ),
                migrations.CreateModel(
                    name="Subject",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("issuer", models.CharField(max_length=200)),
                        ("subject_index", models.BinaryField(max_length=32, unique=True)),
                        ("number_index", models.BinaryField(max_length=32)),
                        ("name_index", models.BinaryField(max_length=32)),
                        ("at", models.DateTimeField()),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("issuer", "number_index"), name="subject_once")
                        ],
                    },
                ),
            ]
        ),
        Protect(
            "sign_ins_signincode",
            ["id", "salt", "number_index", "name_index", "code_index", "until", "at", "by_id"],
        ),
        Protect("sign_ins_signincodeused", ["id", "salt", "code_id", "at"]),
        Protect("sign_ins_signinstopped", ["id", "salt", "number_index", "name_index", "at", "by_id"]),
    ]
