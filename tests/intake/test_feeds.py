"""The feeds' own descriptions: sound against the law, and refused with a sentence where they are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from chengxin.core.feeds import Feed, Field, plain
from chengxin.intake.feeds import FeedRefused, feeds_root, load_feeds
from chengxin.lawbook import load
from tests.proves import proves

FEEDS = list(load_feeds().values())
LAYOUT = "layouts/red_list_natural.toml"


@pytest.mark.parametrize("feed", FEEDS, ids=lambda feed: feed.key)
class TestShippedFeeds:
    def test_fit_the_lawbook(self, feed: Feed) -> None:
        lawbook = load()
        assert feed.sender in feed.may_send_for
        assert set(feed.may_send_for) <= set(lawbook.units)
        assert feed.items <= set(lawbook.items)
        for slug in feed.items:
            assert feed.sender in lawbook.items[slug].source_units
        assert set(feed.lookups.get(Field.AUTHORITY_NAME, {}).values()) <= set(lawbook.units)

    def test_take_corrections_and_withdrawals_as_rows(self, feed: Feed) -> None:
        assert feed.column(Field.ROW_STATE) is not None

    @proves("R18")
    def test_never_read_a_narrative(self, feed: Feed) -> None:
        for heading in ("违法事实", "处罚内容", "许可内容", "备注", "住址", "联系电话", "CF_SY", "CF_NR", "XK_NR"):
            assert feed.column_for(heading) is None

    def test_tell_the_sender_how(self, feed: Feed) -> None:
        assert feed.how_to.strip().endswith("。")
        assert feed.title
        assert feed.cadence
        assert 0 < feed.max_age_days <= 400
        assert feed.min_rows <= feed.max_rows

    def test_know_the_lookup_words_however_they_are_spaced(self, feed: Feed) -> None:
        for field, words in feed.lookups.items():
            for word, becomes in words.items():
                assert feed.looked_up(field, f" {word[:2]} {word[2:]}\n") == becomes


def test_come_from_ten_departments_from_courts_and_from_counties() -> None:
    senders = {feed.sender for feed in FEEDS}
    counties = {sender for sender in senders if load().units[sender].division != "231100"}
    courts = {sender for sender in senders if sender.startswith("court")}
    assert len(FEEDS) >= 12
    assert len(senders - counties - courts) >= 10
    assert len(counties) >= 2
    assert courts == {"court", "court_aihui"}


class TestPlain:
    def test_is_idempotent_on_every_heading(self) -> None:
        for feed in FEEDS:
            for column in feed.columns:
                for heading in column.headings:
                    assert plain(plain(heading)) == plain(heading)


class TestRefusedDescriptions:
    def copy(self, root: Path, old: str, new: str) -> Path:
        names = ("heihe/civility_office/honours/lookups.csv", "heihe/civility_office/honours/feed.toml", LAYOUT)
        told = {name: (feeds_root() / name).read_text(encoding="utf-8") for name in names}
        assert any(old in text for text in told.values())
        for name, text in told.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        return root

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('sender = "civility_office"', ""),
            ('field = "name"', 'field = "nickname"'),
            ('item_field = "honour_category"', 'item_field = "conduct"'),
            ('"文件名"', '"姓名"'),
            ("required = true", "required = false"),
            ("max_rows = 100000", "max_rows = 100000\nmax_cols = 3"),
            ('"citizen_id"', '"library_card"'),
            ("=", "=="),
            ('layout = "red_list_natural"', 'layout = "no_such_layout"'),
            ('layout = "red_list_natural"', ""),
            ("dropped = [", "kept = []\ndropped = ["),
            ("required = true", "required = true\nheadings_in_yuan = ['姓名']"),
        ],
    )
    def test_name_the_file_and_the_fault(self, tmp_path: Path, old: str, new: str) -> None:
        with pytest.raises(FeedRefused) as refused:
            load_feeds(self.copy(tmp_path, old, new))
        assert refused.value.file.name == "feed.toml"
        assert refused.value.sentence.endswith("。")

    @proves("B2")
    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ('cadence = "每季度一次"', ""),
            ('cadence = "每季度一次"', 'cadence = " "'),
            ("max_age_days = 120", ""),
            ("max_age_days = 120", "max_age_days = 0"),
        ],
    )
    def test_say_how_often_news_comes_and_when_it_is_too_old(self, tmp_path: Path, old: str, new: str) -> None:
        with pytest.raises(FeedRefused, match=r"cadence|max_age_days"):
            load_feeds(self.copy(tmp_path, old, new))

    def test_come_from_the_configured_place(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("CHENGXIN_FEEDS", str(self.copy(tmp_path, "max_age_days = 120", "max_age_days = 7")))
        assert [feed.max_age_days for feed in load_feeds().values()] == [7]
