"""Files that come with a form; what may be kept of them is judged by content, in the act. [law:pipl/第四十六条]"""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from chengxin.apps.objections.evidence import MOST_FILES, MOST_MEGABYTES

HINT = f"照片（JPG、PNG）或者PDF，最多{MOST_FILES}份，每份不超过{MOST_MEGABYTES}MB。照片里的位置等信息会去掉"


class AttachmentsInput(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class AttachmentsField(forms.FileField):
    """Up to so many files, each as (name, bytes); none is fine."""

    def __init__(self, **kwargs: Any) -> None:
        widget = AttachmentsInput(attrs={"accept": ".jpg,.jpeg,.png,.pdf"})
        super().__init__(required=False, help_text=HINT, widget=widget, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[tuple[str, bytes]]:
        given = [data] if isinstance(data, UploadedFile) else data or []
        if len(given) > MOST_FILES or any((file.size or 0) > MOST_MEGABYTES << 20 for file in given):
            raise forms.ValidationError(f"最多{MOST_FILES}份，每份不超过{MOST_MEGABYTES}MB")
        return [(file.name or "", file.read()) for file in given]
