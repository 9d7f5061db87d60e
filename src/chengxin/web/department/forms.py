"""What a data officer hands over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from chengxin.core.feeds import Feed
from chengxin.intake.kinds import kind_fault

#: What one may wait for; more files go in several turns.
MOST_FILES = 20
#: All of them together; a feed says how much one may have.
MOST_BYTES = 1_000_000_000

_WRONG_TIME = "时间要像2026-11-24 08:30这样写"
_TIMES = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%d", "%Y/%m/%d %H:%M", "%Y/%m/%d"]


class FeedForm(forms.Form):
    """Which of the unit's own feeds."""

    feed = forms.ChoiceField(
        label="这是哪一类数据",
        widget=forms.RadioSelect,
        error_messages={"required": "请选这是哪一类数据", "invalid_choice": "请选这是哪一类数据"},
    )

    def __init__(self, *args: Any, feeds: Sequence[Feed], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["feed"].choices = [(feed.key, feed.title) for feed in feeds]  # type: ignore[attr-defined]
        if len(feeds) == 1:
            self.fields["feed"].widget = forms.HiddenInput()
            self.initial["feed"] = feeds[0].key


class FilesInput(forms.FileInput):
    """A file input that takes several files, dropped or chosen."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Files, each judged by name, size and first bytes before anything is stored; what is wrong names its file."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        given = [data] if isinstance(data, UploadedFile) else data or []
        if not given:
            raise forms.ValidationError(self.error_messages["required"])
        if len(given) > MOST_FILES:
            raise forms.ValidationError(f"一次最多{MOST_FILES}份，这次选了{len(given)}份，请分几次交")
        errors = [fault for file in given if (fault := self._fault(file))]
        if errors:
            raise forms.ValidationError(errors)
        return list(given)

    def _fault(self, file: UploadedFile[Any]) -> str:
        try:
            super().clean(file)
        except forms.ValidationError as error:
            return f"“{_short(file)}”：{error.messages[0]}"
        wrong = kind_fault(file, file.name or "")
        return f"“{_short(file)}”：{wrong.message}{wrong.remedy}" if wrong else ""


class FileForm(FeedForm):
    """One or more files of one feed, and the time up to which they speak."""

    file = FilesField(
        label="文件：Excel（.xlsx）或CSV，可以选几份",
        error_messages={
            "required": "请选一份文件",
            "empty": "这份文件是空的；没有新决定时，请按下面的按钮说明",
            "max_length": "文件名太长，请改短后再交",
        },
        max_length=200,
        widget=FilesInput(attrs={"accept": ".xlsx,.csv,.txt,.tsv"}),
    )
    as_of = forms.DateTimeField(
        label="数据截至（可不填）",
        help_text="这份文件讲到什么时候为止。不填，就按收到的时间算",
        required=False,
        input_formats=_TIMES,
        error_messages={"invalid": _WRONG_TIME},
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    def __init__(self, *args: Any, feeds: Sequence[Feed], **kwargs: Any) -> None:
        super().__init__(*args, feeds=feeds, **kwargs)
        self._feeds = {feed.key: feed for feed in feeds}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        feed = self._feeds.get(cleaned.get("feed", ""))
        for file in cleaned.get("file", ()):
            if feed is not None and (file.size or 0) > feed.max_bytes:
                told = f"有{_size(file.size or 0)}，一次最多{_size(feed.max_bytes)}，请分成几份交"
                self.add_error("file", f"“{_short(file)}”{told}")
        return cleaned

    def stated_time(self) -> datetime | None:
        found: datetime | None = self.cleaned_data["as_of"]
        return found


def _short(file: UploadedFile[Any]) -> str:
    """A name that a sentence can hold."""
    name = file.name or ""
    return name if len(name) <= 40 else f"{name[:24]}…{name[-12:]}"


def _size(count: int) -> str:
    return f"{count / 1024 / 1024:.1f}MB"
