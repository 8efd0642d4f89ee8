"""How what a page shows is compared with what is printed, and written anew."""

import pytest
from pages import Block, assert_shows, blocks, outputs, written_anew

HASH = "3f0c" + "0" * 60


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("firms 100 in 0.2 s", "firms 100   in 12 s", True),
        ("firms 100 in 0.2 s", "firms 93 in 0.2 s", False),
        ("effective firms  37.13", "effective firms  34.06", False),
        ("interaction 1.16 +- 0.83", "interaction -1.16 +- 0.83", False),
        ("200 periods in 0.1 s (2.3e+03 periods/s)", "200 periods in 1 min 3 s (3 periods/s)", True),
        ("200 periods in 0.1 s (2.3e+03 periods/s)", "100 periods in 0.1 s (2.3e+03 periods/s)", False),
        ("mine.h5: 1.7 MB, complete", "mine.h5: 812 kB, complete", True),
        ("1.7 MB on disk", "1.8 MB on disk", False),
        ("a\n…\nb", "a\nx\ny\nb", True),
        ("a\nb", "a\nx\nb", False),
        ("a", "a\nb", False),
        ("a\n…", "a\nb", True),
        ("3f0c… mine.h5", HASH + "  mine.h5", True),
        ("3f0d… mine.h5", HASH + "  mine.h5", False),
        ("hhi …", "hhi 0.1 ▁▂ 0.2", True),
        ("hhi 0.1 … 0.2", "hhi 0.1 ▁▂ 0.2", True),
        ("hhi 0.1 … 0.2", "hhi 0.1 ▁▂ 0.3", False),
    ],
)
def test_shown_output_is_compared_to_the_digit(shown, printed, same):
    if same:
        assert_shows(printed, shown)
    else:
        with pytest.raises(AssertionError):
            assert_shows(printed, shown)


def test_a_page_can_name_what_varies():
    assert_shows("runs 71 of 120 done", "runs 68 of 120 done", (r"\d+ of 120 done",))
    with pytest.raises(AssertionError):
        assert_shows("runs 71 of 130 done", "runs 68 of 120 done", (r"\d+ of 120 done",))


@pytest.mark.parametrize(
    ("shown", "printed", "anew"),
    [
        ("firms 100 in 0.2 s", "firms 93   in 12 s", "firms 93   in 0.2 s"),
        ("firms 100 in 0.2 s", "firms 100   in 12 s", "firms 100 in 0.2 s"),
        ("a 1\n…\nb 2", "a 7\nx\nb  8", "a 7\n…\nb  8"),
        ("3f0d… mine.h5\n…", HASH + "  mine.h5\n/market", "3f0c… mine.h5\n…"),
        ("  hhi   0.1 … 0.2", "  hhi   0.3 ▁▂ 0.4", "  hhi   0.3 … 0.4"),
        ("/market … 3\n  period …", "/market: rows 4\n  period int32", "/market … 4\n  period …"),
        ("not found", "found after all\n2", "found after all\n2"),
    ],
)
def test_a_block_is_written_anew_with_what_is_printed(shown, printed, anew):
    made = written_anew(printed + "\n", Block("", "text", shown + "\n", 1))
    assert made == anew + "\n"
    assert_shows(printed, made)


def test_each_output_belongs_to_the_commands_before_it():
    commands, prose, shown = Block("", "sh", "", 1), Block("", "toml", "", 2), Block("", "text", "", 3)
    assert outputs([commands, shown]) == [(commands, shown)]
    assert outputs([commands, prose, shown]) == [(commands, None)]


def test_blocks_that_take_long_are_left_out(monkeypatch):
    quick, long = Block("", "sh", "", 1), Block("", "sh", "", 2, long=True)
    shown = Block("", "text", "", 3)
    assert outputs([long, shown, quick]) == [(quick, None)]
    monkeypatch.setattr("pages.LONG", True)
    assert outputs([long, shown, quick]) == [(long, shown), (quick, None)]


def test_blocks_are_read_with_what_stands_above_them(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("## Head\n```sh long\na\n```\n\n<!-- varies: \\d+ of 9 -->\n\n```text\nb\n```\n```\nc\n```\n")
    long, shown, plain = blocks(page)
    assert (long.heading, long.language, long.text, long.line, long.long) == ("Head", "sh", "a\n", 2, True)
    assert shown == Block("Head", "text", "b\n", 8, (r"\d+ of 9",))
    assert plain == Block("Head", "", "c\n", 11)
