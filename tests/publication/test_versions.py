"""Which documents are one version, and which version holds: by what they say, never by names or order."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from etl.pipeline import interpret_report, read_report
from etl.publication.join import join
from etl.publication.model import Part, Version
from etl.publication.part import part_of
from etl.publication.versions import arrange
from etl.report import Report
from tests.publication.made import PROSE, RECEPTION, expenditure, report, revenue, write


def together(parts: Sequence[Part]) -> Report:
    joined = join(parts)
    return interpret_report(joined.document, head=joined.head)


def arranged(folder: Path, documents: Mapping[str, str]) -> tuple[Version, ...]:
    """The versions that documents come to, the same in every order."""
    parts = [part_of(read_report(path)) for path in write(folder, documents)]
    found = [arrange(order, together) for order in itertools.islice(itertools.permutations(parts), 6)]
    said = [
        [(version.hashes, version.is_current, version.evidence, version.question) for version in one] for one in found
    ]
    assert all(one == said[0] for one in said)
    return found[0]


def names(version: Version) -> list[str]:
    return sorted(part.name for part in version.parts)


def current(versions: Sequence[Version]) -> list[str]:
    (found,) = (version for version in versions if version.is_current)
    return names(found)


def test_documents_that_say_different_things_are_parts_of_one_version(tmp_path: Path) -> None:
    (version,) = arranged(
        tmp_path, {"c.txt": report(expenditure()), "b.txt": report(revenue()), "a.txt": report(PROSE)}
    )
    assert names(version) == ["a.txt", "b.txt", "c.txt"]
    assert version.is_current
    assert version.question == ""


def test_the_same_form_in_two_documents_is_read_once(tmp_path: Path) -> None:
    (version,) = arranged(
        tmp_path, {"a.txt": report(expenditure(), revenue(), PROSE), "b.txt": report(expenditure(), RECEPTION)}
    )
    assert sorted(one.form for one in version.report.interpretation.statements) == sorted(
        one.form for one in version.parts[0].report.interpretation.statements
    )
    assert {d.item for d in version.report.narrative.disclosures} >= {"公务接待费"}


@pytest.mark.parametrize(
    ("title", "below"),
    [
        ("2023年度部门决算", "更正说明：原公开的决算有误，以本件为准。"),
        ("2023年度部门决算（更正）", ""),
        ("2023年度部门决算（订正）", ""),
        ("2023年度部门决算", "原公开的数据有误，以此次公开的数据为准。"),
        ("2023年度部门决算", "请以更正后的内容为准。"),
        ("2023年度部门决算", "（修订）"),
    ],
)
def test_a_correction_holds(tmp_path: Path, title: str, below: str) -> None:
    versions = arranged(
        tmp_path,
        {
            "z.txt": report(expenditure(40), PROSE),
            "a.txt": report(expenditure(41), PROSE, title=title, below_title=below),
        },
    )
    assert current(versions) == ["a.txt"]
    assert versions[0].question == ""
    assert "correction" in versions[0].evidence


def test_the_name_of_an_agency_is_no_correction(tmp_path: Path) -> None:
    agency = "云梦省雾城市城市更新局"
    (version,) = arranged(
        tmp_path, {"云梦省雾城市城市更新局2023年度部门决算.txt": report(expenditure(), agency=agency)}
    )
    assert version.standing == "original"


def test_the_later_date_of_publication_holds(tmp_path: Path) -> None:
    versions = arranged(
        tmp_path,
        {
            "a.txt": report(expenditure(40), "公开日期：2024年9月30日"),
            "b.txt": report(expenditure(41), "发布时间：2024-10-12"),
            "c.txt": report(expenditure(42), "公开日期：二〇二四年八月二十日"),
        },
    )
    assert current(versions) == ["b.txt"]
    assert [names(version) for version in versions] == [["c.txt"], ["a.txt"], ["b.txt"]]


def test_a_correction_that_lacks_a_form_does_not_hold_and_is_asked_about(tmp_path: Path) -> None:
    versions = arranged(
        tmp_path,
        {
            "whole.txt": report(expenditure(40), revenue(), PROSE),
            "short.txt": report(expenditure(41), PROSE, below_title="更正说明：以本件为准。"),
        },
    )
    assert current(versions) == ["whole.txt"]
    assert "收入决算表" in versions[0].question
    assert "云梦省雾城市渡口局" in versions[0].question


def test_a_correction_that_has_a_form_more_holds(tmp_path: Path) -> None:
    """Both lack forms that a report of its kind has: that the correction lacks others is no sign that it isn't whole."""
    versions = arranged(
        tmp_path,
        {
            "old.txt": report(expenditure(40), PROSE, RECEPTION),
            "new.txt": report(expenditure(41), revenue(), PROSE, RECEPTION, below_title="更正说明：以本件为准。"),
        },
    )
    assert current(versions) == ["new.txt"]
    assert versions[0].question == ""


def test_a_correction_of_one_part_holds_with_the_other_parts(tmp_path: Path) -> None:
    versions = arranged(
        tmp_path,
        {
            "forms.txt": report(expenditure(40)),
            "prose.txt": report(PROSE),
            "forms-new.txt": report(expenditure(41), below_title="更正说明：以本件为准。"),
        },
    )
    assert [names(version) for version in versions] == [["forms.txt", "prose.txt"], ["forms-new.txt", "prose.txt"]]
    assert current(versions) == ["forms-new.txt", "prose.txt"]


def test_without_evidence_the_fuller_holds_and_a_person_is_asked(tmp_path: Path) -> None:
    versions = arranged(
        tmp_path, {"a.txt": report(expenditure(41), PROSE), "b.txt": report(expenditure(40), revenue(), PROSE)}
    )
    assert current(versions) == ["b.txt"]
    assert "收入决算表" in versions[0].question
    assert "8 of the figures that both have differ (" in versions[0].question
    assert "2140199: 410,000, of the current one 400,000" in versions[0].question


def test_a_copy_with_fewer_forms_and_the_same_figures_is_asked_about(tmp_path: Path) -> None:
    versions = arranged(
        tmp_path,
        {
            "v1.txt": report(expenditure(), PROSE, RECEPTION),
            "v2.txt": report(expenditure(), revenue(), PROSE, RECEPTION),
        },
    )
    assert current(versions) == ["v2.txt"]
    assert "收入决算表" in versions[0].question


@pytest.mark.parametrize("words", ["（征求意见稿）", "（草案）", "（测试）"])
def test_a_draft_is_never_current_beside_another(tmp_path: Path, words: str) -> None:
    draft = report(expenditure(41), revenue(), PROSE, below_title=words)
    versions = arranged(tmp_path, {"a.txt": draft, "b.txt": report(expenditure(40), PROSE)})
    assert current(versions) == ["b.txt"]
    assert current(arranged(tmp_path, {"a.txt": draft})) == ["a.txt"]


@pytest.mark.parametrize("word", ["作废", "已撤回", "撤回", "撤销"])
def test_what_is_void_is_never_current(tmp_path: Path, word: str) -> None:
    void = report(expenditure(40), title=f"2023年度部门决算（{word}）")
    (alone,) = arranged(tmp_path, {"a.txt": void})
    assert not alone.is_current
    assert current(arranged(tmp_path, {"a.txt": void, "b.txt": report(expenditure(41))})) == ["b.txt"]


def test_amounts_that_are_printed_in_other_units_are_the_same(tmp_path: Path) -> None:
    in_yuan = expenditure().replace("万元", "元").replace(".00", "0000.00")
    (version,) = arranged(tmp_path, {"a.txt": report(expenditure()), "b.txt": report(in_yuan, PROSE)})
    assert len(version.report.interpretation.statements) == 1
