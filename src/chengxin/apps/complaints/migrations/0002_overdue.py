"""A report that was not answered by its last day climbs to a named superior."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from chengxin.apps.ledger.protect import Protect


class Migration(migrations.Migration):
    dependencies = [
        ("complaints", "0001_initial"),
        ("officials", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ComplaintOverdue",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("salt", models.BinaryField(max_length=32)),
                ("at", models.DateTimeField()),
                (
                    "complaint",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="overdue", to="complaints.complaint"
                    ),
                ),
                (
                    "superior",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        Protect("complaints_complaintoverdue", ["id", "salt", "complaint_id", "superior_id", "at"]),
    ]
