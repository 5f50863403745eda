"""`gongkai layout new`: a table that no entry describes → a draft that reads it, and that says what a person must add."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest
from typer.testing import CliRunner

from etl.cli import app
from etl.documents.model import Document
from etl.documents.plain.reader import read_text
from etl.errors import DocumentError, GongkaiError
from etl.statements.catalogue_entries import load_catalogue, parse_form, shared_rules
from etl.statements.draft_entry import LayoutDraft, draft_layout, with_draft
from etl.statements.interpret import interpret
from etl.statements.model import Statement
from tests.statements.forms import said

SAMPLES = Path(__file__).resolve().parents[2] / "samples"

LEASE = """
    国有资产出租收入表
    单位：万元
    单位编码|单位名称|面积(平方米)|租金|上年租金|小计|其中：押金
    |合计|90|4.50|3.20|4.50|1.00
    152001|青山市白石区档案馆|90|4.50|3.20|4.50|1.00
"""
DEBT = """
    债务收支情况表
    单位：万元
    项目|金额|项目|金额
    一、财政拨款收入|10.00|一、偿还本金|9.00
    二、其他收入|2.00|二、偿还利息|3.00
    合计|12.00|合计|12.00
"""


def published(*forms: str, cover: str = "青山市白石区档案局\n2024年度部门决算\n") -> Document:
    text = cover + "\n" + "\n\n".join(textwrap.dedent(form).strip().replace("|", "\t") for form in forms) + "\n"
    return read_text(Path("report.txt"), text.encode())


def statement_of(document: Document, draft: LayoutDraft, number: int) -> Statement:
    """Table `number` as a catalogue with the draft reads it."""
    found = interpret(document, with_draft(load_catalogue(), draft)).statements
    return next(one for one in found if number - 1 in one.table_indexes)


def test_draft_makes_an_unknown_table_known() -> None:
    document = published(LEASE)
    assert not interpret(document).statements
    draft = draft_layout(document, 1, key="lease")
    statement = statement_of(document, draft, 1)
    assert statement.form == "lease"
    assert {said(figure) for figure in statement.figures if figure.column == 5} == {"total"}
    assert len(statement.figures) == 10


def test_column_that_no_shared_measure_fits_stays_reported() -> None:
    document = published(LEASE)
    draft = draft_layout(document, 1, key="lease")
    assert "# - {measure: item, member: TODO, leaf: '^面积\\(平方米\\)$', role: count}" in draft.text
    assert "# - {measure: item, member: TODO, leaf: '^其中:押金$', role: of_which}" in draft.text
    assert set(statement_of(document, draft, 1).unmapped_columns) == {"面积(平方米)", "租金", "其中:押金"}


def test_shape_and_subjects_follow_from_rows_and_columns() -> None:
    three_public = """
        出国接待用车费用表
        单位：万元
        项目|预算数|决算数
        因公出国（境）费|0.00|0.00
        公务接待费|2.00|1.50
        合计|2.00|1.50
    """
    by_economic = """
        信息化支出表
        单位：万元
        科目编码|科目名称|合计|人员经费
        302|商品和服务支出|6.00|1.00
        30213|维修（护）费|6.00|1.00
    """
    document = published(LEASE, DEBT, three_public, by_economic)
    forms = [parse_form(draft_layout(document, n).text, shared_rules(), "draft") for n in (1, 2, 3, 4)]
    assert [form.shape for form in forms] == ["subjects", "balance", "three_public", "subjects"]
    assert [form.codes for form in forms] == ["unit", "", "", "economic"]
    assert [form.fact for form in forms] == ["none", "balance", "three_public", "economic_expenditure"]


def test_lines_without_a_shared_rule_are_listed() -> None:
    text = draft_layout(published(DEBT), 1).text
    assert "lines: [{use: revenue}, {use: expenditure}]" in text
    assert "#   expenditure: 一、偿还本金" in text
    assert "财政拨款收入" not in text


def test_kind_is_that_of_the_title_then_of_the_cover_unless_named() -> None:
    plain = published(LEASE)
    titled = published(LEASE.replace("收入表", "收入预算表"))
    without_cover = published(LEASE, cover="")
    assert "kinds: [final_account]" in draft_layout(plain, 1).text
    assert "kinds: [budget]" in draft_layout(titled, 1).text
    assert "kinds: [budget, final_account]" in draft_layout(without_cover, 1).text
    assert "kinds: [budget]" in draft_layout(plain, 1, kind="budget").text


def test_table_without_a_title_is_known_by_its_headers() -> None:
    document = published(LEASE.replace("国有资产出租收入表", "见下面所列"))
    draft = draft_layout(document, 1, key="lease")
    assert statement_of(document, draft, 1).form == "lease"
    other = published(DEBT.replace("债务收支情况表", "见下面所列"))
    assert all(one.form != "lease" for one in interpret(other, with_draft(load_catalogue(), draft)).statements)


def test_draft_is_good_for_another_year() -> None:
    def of(year: int) -> Document:
        head = f"{year - 1}年租金|{year}年租金"
        form = f"国有资产出租收入表\n单位：万元\n单位名称|{head}\n合计|3.20|4.50\n档案馆|3.20|4.50"
        return published(form, cover=f"青山市白石区档案局\n{year}年度部门决算\n")

    draft = draft_layout(of(2024), 1, key="lease")
    assert [said(f) for f in statement_of(of(2024), draft, 1).figures][:1] == ["prior_year total"]
    assert [said(f) for f in statement_of(of(2025), draft, 1).figures][:1] == ["prior_year total"]


def test_table_that_is_no_form_is_refused_with_what_it_is() -> None:
    contents = "目录\n序号|报表|是否空表\n1|收入决算表|否\n2|支出决算表|否"
    with pytest.raises(DocumentError, match="table 1 is no form of money"):
        draft_layout(published(contents, LEASE), 1)
    with pytest.raises(DocumentError, match="no table 3; it has 2"):
        draft_layout(published(contents, LEASE), 3)
    with pytest.raises(DocumentError, match="table 2 has neither title nor header"):
        draft_layout(
            published(
                LEASE,
                "说明：其余见后。\n152002|城建档案馆|1|0.50|0.20|0.50|0.10\n152003|地方志办|1|0.50|0.20|0.50|0.10",
            ),
            2,
        )


def test_signs_that_yaml_does_not_know_do_not_break_a_draft() -> None:
    document = published(LEASE.replace("面积", "面\x07积'"), DEBT.replace("其他收入", "其\x02他"))
    assert statement_of(document, draft_layout(document, 1, key="lease"), 1).form == "lease"
    assert statement_of(document, draft_layout(document, 2, key="debt"), 2).form == "debt"


@pytest.mark.parametrize("sample", ["shaanxi-2024-final-account", "yanliang-2024-budget", "qingxi-library-2022-budget"])
def test_drafts_of_known_forms_read_what_the_catalogue_reads(sample: str) -> None:
    document = read_text(SAMPLES / f"{sample}.txt", (SAMPLES / f"{sample}.txt").read_bytes())
    known = interpret(document).statements
    assert len(known) >= 8
    for statement in known:
        number = statement.table_indexes[0] + 1
        drafted = statement_of(document, draft_layout(document, number), number)
        assert drafted.form.startswith("form_")
        assert len(drafted.figures) == len(statement.figures), statement.title


def test_command_writes_a_file_that_the_catalogue_takes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    report, folder = tmp_path / "report.txt", tmp_path / "forms"
    report.write_text("青山市白石区档案局\n2024年度部门决算\n" + textwrap.dedent(LEASE).replace("|", "\t"), "utf-8")
    target = folder / "asset_lease.yaml"
    arguments = ["layout", "new", str(report), "--table", "1", "--output", str(target)]
    run = CliRunner().invoke(app, arguments)
    assert run.exit_code == 0, run.output
    assert "2 rows, 10 figures, 0 not understood" in run.stderr
    monkeypatch.setenv("GONGKAI_CATALOGUE", str(folder))
    load_catalogue.cache_clear()
    try:
        assert "asset_lease" in CliRunner().invoke(app, ["inspect", str(report)]).output
    finally:
        load_catalogue.cache_clear()
    again = CliRunner().invoke(app, arguments)
    assert isinstance(again.exception, GongkaiError)
    assert "is there already" in str(again.exception)
