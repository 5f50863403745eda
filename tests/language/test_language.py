"""Which language is spoken, and what becomes of the sentences of rooms that know none."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from etl.errors import DocumentError
from etl.language import CHINESE, DOMAIN, LOCALE, _, choose, chosen, shown, spoken, wanted


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    choose("en")


@pytest.mark.parametrize(
    ("arguments", "environment", "language"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "C", "LC_MESSAGES": "zh_TW.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "", "LC_MESSAGES": ""}, "zh"),
        ([], {"LC_ALL": "de_DE.UTF-8", "GONGKAI_LANG": "zh"}, "zh"),
        (["--lang", "en", "load"], {"LANG": "zh_CN.UTF-8"}, "en"),
        (["--lang=zh"], {}, "zh"),
        (["load", "--lang", "zh"], {}, "en"),
        (["--lang"], {"LANG": "zh_CN"}, "en"),
    ],
)
def test_language_is_that_of_the_command_line_then_of_the_environment(
    arguments: list[str], environment: dict[str, str], language: str
) -> None:
    assert wanted(arguments, environment) == language


def test_sentence_of_a_room_is_shown_with_its_values_place_and_next_step() -> None:
    choose("zh")
    error = DocumentError("more than 40 table cells", place="报告.xlsx, table 3", next_step="check the path")
    assert shown(str(error)) == "报告.xlsx, 第 3 张表: 单元格超过 40 个 → 请检查路径"


def test_value_that_is_a_sentence_itself_is_translated() -> None:
    choose("zh")
    assert (
        shown("甲局: may have followed 乙局: same type in the same place")
        == "甲局: 可能由 乙局 改制而来：同一地方的同一类型"
    )


def test_faults_of_a_file_are_translated_line_by_line() -> None:
    choose("zh")
    assert shown(
        "settle.csv: line 3: 丙局: no such agency; is it 甲局? all: gongkai reports; line 4: 渡口: no such type;"
        " core.dim_agency_type has them → nothing was settled; mend it and settle again"
    ) == (
        "settle.csv: 第 3 行：丙局: 没有这个部门; 是不是 甲局？全部见 gongkai reports; 第 4 行：渡口：没有这个类型;"
        " core.dim_agency_type 中有全部类型 → 什么也没有决定；请改正后再执行"
    )


def test_value_that_ends_in_braces_or_markup_is_no_field() -> None:
    choose("zh")
    assert shown("{x}.pdf: no year") == "{x}.pdf: 没有年度"
    assert "{0}" in shown("the database refused it: {0} [bold]")


def test_names_and_quoted_causes_stay() -> None:
    choose("zh")
    for text in ("report.pdf", 'relation "x" does not exist', "", "2101103", "预算"):
        assert shown(text) == text


def test_english_is_what_was_said() -> None:
    choose("en")
    assert shown("no year") == _("no year") == "no year"
    assert chosen() == "en"


@pytest.mark.parametrize("content", [None, b"", b"no catalogue", b"\xde\x12\x04\x95" + b"\xff" * 40])
def test_missing_or_broken_catalogue_speaks_english(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        path = tmp_path / CHINESE / "LC_MESSAGES" / f"{DOMAIN}.mo"
        path.parent.mkdir(parents=True)
        path.write_bytes(content)
    choose("zh", tmp_path)
    assert (chosen(), _("no year"), shown("no year")) == ("en", "no year", "no year")


def test_truncated_catalogue_speaks_english(tmp_path: Path) -> None:
    path = tmp_path / CHINESE / "LC_MESSAGES" / f"{DOMAIN}.mo"
    path.parent.mkdir(parents=True)
    whole = (LOCALE / CHINESE / "LC_MESSAGES" / f"{DOMAIN}.mo").read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    choose("zh", tmp_path)
    assert chosen() == "en"


def _said(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG", "GONGKAI_"))}
    return subprocess.run(
        [sys.executable, "-m", "etl", *arguments],
        env=given | environment | {"PYTHONUTF8": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_help_and_faults_of_the_command_line_are_chinese_where_the_locale_is() -> None:
    helped = _said("load", "--help", LANG="zh_CN.UTF-8")
    assert "用法：" in helped.stdout
    assert "显示本说明并退出" in helped.stdout
    assert "参数" in helped.stdout
    wrong = _said("load", "--year", "x", "a.pdf", LC_ALL="zh_CN.UTF-8")
    assert wrong.returncode == 2
    assert "错误： '--year' 的值无效：应为整数" in wrong.stderr
    assert "Usage: " in _said("--lang", "en", "load", "--help", LANG="zh_CN.UTF-8").stdout


def test_help_loses_no_word_at_the_end_of_a_column() -> None:
    told = _said("load", "--help", LANG="zh_CN.UTF-8", COLUMNS="80").stdout
    assert "…" not in told.replace("（s3://…）", "")


def test_of_a_description_in_both_languages_one_is_spoken() -> None:
    try:
        for language, said in (("zh", "本年支出"), ("en", "Expenditure of the year")):
            choose(language)
            assert spoken("本年支出 | Expenditure of the year") == said
        assert spoken("本年支出") == "本年支出"
    finally:
        choose("en")
