"""What a person gives in a case about a record, as it may be kept: recognised by content, capped, pictures drawn anew
without their metadata."""

from __future__ import annotations

import base64
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageOps, UnidentifiedImageError

from chengxin.apps.ledger.batch import read_content
from chengxin.apps.ledger.models import CommittedPayload
from chengxin.core.reasons import Reason, Refusal

MOST_FILES = 5
MOST_MEGABYTES = 5
_MOST_PIXELS = 40_000_000
_PDF, _JPEG, _PNG = "application/pdf", "image/jpeg", "image/png"


@dataclass(frozen=True, slots=True)
class Clean:
    """A file that may be kept: its name as given, its media type by content, its bytes."""

    name: str
    kind: str
    data: bytes


def clean(files: Sequence[tuple[str, bytes]]) -> list[Clean]:
    """What may be kept of files as they were given, each as (name, bytes).

    :raises Refusal: EVIDENCE_TOO_MUCH, EVIDENCE_NOT_TAKEN.
    """
    if len(files) > MOST_FILES or any(len(data) > MOST_MEGABYTES << 20 for _, data in files):
        raise Refusal(Reason.EVIDENCE_TOO_MUCH)
    return [_clean(name, data) for name, data in files]


def packed(file: Clean) -> dict[str, str]:
    """A file as the plain content of the row that keeps it."""
    return {"name": file.name, "data": base64.b64encode(file.data).decode()}


def opened(row: CommittedPayload) -> tuple[str, bytes] | None:
    """Name and bytes of a kept file, or `None` once destroyed."""
    content: dict[str, Any] | None = read_content(row)
    return None if content is None else (content["name"], base64.b64decode(content["data"]))


def name_of(row: CommittedPayload) -> str:
    """The name of a kept file as it was given, or "" once destroyed."""
    content: dict[str, Any] | None = read_content(row)
    return "" if content is None else str(content["name"])


def _clean(name: str, data: bytes) -> Clean:
    short = "".join(letter for letter in name.replace("\\", "/").rsplit("/", 1)[-1] if letter.isprintable())[:100]
    if data.startswith(b"%PDF-"):
        if b"%%EOF" not in data[-2048:] or b"/Encrypt" in data:
            raise Refusal(Reason.EVIDENCE_NOT_TAKEN)
        return Clean(short, _PDF, data)
    return Clean(short, *_redrawn(data))


def _redrawn(data: bytes) -> tuple[str, bytes]:
    """A picture drawn anew, the right way up: place, camera and hidden parts stay behind."""
    if not data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        raise Refusal(Reason.EVIDENCE_NOT_TAKEN)
    drawn = io.BytesIO()
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as picture:
            is_jpeg = picture.format == "JPEG"
            if picture.width * picture.height > _MOST_PIXELS:
                raise Refusal(Reason.EVIDENCE_NOT_TAKEN)
            upright = ImageOps.exif_transpose(picture)
            plain = Image.new("RGB" if is_jpeg else "RGBA", upright.size)
            plain.paste(upright.convert(plain.mode))
        plain.save(drawn, "JPEG" if is_jpeg else "PNG")
    except (UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError):
        raise Refusal(Reason.EVIDENCE_NOT_TAKEN) from None
    return (_JPEG if is_jpeg else _PNG), drawn.getvalue()
