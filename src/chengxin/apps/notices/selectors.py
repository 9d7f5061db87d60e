"""A person's own letters. Nothing here lists letters of others."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from chengxin.apps.notices.models import Letter, Release


def list_for_person(number_index: bytes, name_index: bytes) -> QuerySet[Letter]:
    """The letters this person may see, newest first."""
    return (
        Letter.objects.filter(number_index=number_index, name_index=name_index)
        .filter(Q(held_under=None) | Q(held_under__in=Release.objects.values("pk")))
        .select_related("reading")
        .order_by("-pk")
    )


def get_for_person(number_index: bytes, name_index: bytes, ref: str) -> Letter | None:
    """One of this person's letters by its reference, or `None`: another person's letter does not exist here."""
    return list_for_person(number_index, name_index).filter(ref=ref).first()


def is_read(letter: Letter) -> bool:
    return hasattr(letter, "reading")
