from __future__ import annotations

import os
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from pydantic import SecretStr

from etl.audit.audit import audit_files
from etl.audit.result import Audit
from etl.settings import Settings
from samples.maker.layout import family_names
from samples.maker.synth import orders, write_order

SAMPLE = Path(__file__).resolve().parents[2] / "samples" / "chengzhong-2024-final-account.txt"


@pytest.fixture(scope="module")
def settings(server_url: str, home_with_rules: Path) -> Settings:
    return Settings(database_url=SecretStr(server_url), home=home_with_rules)


def audited(text: str, folder: Path, settings: Settings) -> Audit:
    path = folder / SAMPLE.name
    path.write_text(text, encoding="utf-8")
    audit, loaded = audit_files([path], settings)
    assert [result.status for result in loaded] == ["loaded"]
    return audit


def test_changed_cell_is_noticed_by_the_rules_of_its_row_and_column(settings: Settings, tmp_path: Path) -> None:
    text = SAMPLE.read_text(encoding="utf-8")
    known = {(f.rule, f.row, f.column) for f in audited(text, tmp_path, settings).findings}
    assert "456.50" in text
    found = {
        (f.rule, f.row, f.column) for f in audited(text.replace("456.50", "457.50", 1), tmp_path, settings).findings
    }
    assert {rule for rule, _, _ in found - known} & {"row_parts", "total_of_rows", "children_of_parent"}


def test_budget_of_a_fund_is_no_more_than_the_department_spends(settings: Settings, tmp_path: Path) -> None:
    """Its form says 万元 where all others say 元, and its total is below theirs."""
    lines = [
        "青湾市林业局", "2023年度部门预算", "第一部分 2023年度部门预算表",
        "部门支出总表", "单位：元", "科目编码\t科目名称\t合计\t基本支出\t项目支出", "\t合计\t676711921.35\t676703000.00\t8921.35",
        "213\t农林水支出\t676703000.00\t676703000.00\t", "212\t城乡社区支出\t8921.35\t\t8921.35", "",
        "政府性基金预算支出表", "单位：{}", "科目编码\t科目名称\t合计\t基本支出\t项目支出", "\t合计\t8921.35\t\t8921.35",
        "212\t城乡社区支出\t8921.35\t\t8921.35",
    ]  # fmt: skip
    text = "\n".join(lines)
    assert [f.rule for f in audited(text.format("元"), tmp_path, settings).findings] == []
    (found,) = audited(text.format("万元"), tmp_path, settings).findings
    assert (found.rule, found.statement) == ("subject_within_form", "政府性基金预算支出表")


def test_wrong_unit_of_one_form_is_one_finding(settings: Settings, tmp_path: Path) -> None:
    """What it explains in other forms and in the prose is folded under it."""
    lines = [
        "青湾市林业局", "2023年度部门决算", "第一部分 2023年度部门决算表",
        "收入支出决算总表", "单位：万元", "收入\t\t支出\t", "项目\t决算数\t项目\t决算数",
        "一、财政拨款收入\t624.37\t一、农林水支出\t584.13", "\t\t二、住房保障支出\t40.24",
        "本年收入合计\t624.37\t本年支出合计\t624.37", "总计\t624.37\t总计\t624.37", "",
        "收入决算表", "单位：万元", "科目编码\t科目名称\t本年收入合计\t财政拨款收入", "\t合计\t624.37\t624.37",
        "213\t农林水支出\t584.13\t584.13", "221\t住房保障支出\t40.24\t40.24", "",
        "支出决算表", "单位：元", "科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出", "\t合计\t624.37\t600.17\t24.20",
        "213\t农林水支出\t584.13\t559.93\t24.20", "221\t住房保障支出\t40.24\t40.24\t0.00", "",
        "第二部分 2023年度部门决算情况说明", "一、支出决算情况说明",
        "本年支出合计624.37万元，其中：基本支出600.17万元，占96.12%；项目支出24.20万元，占3.88%。",
    ]  # fmt: skip
    (found,) = audited("\n".join(lines), tmp_path, settings).findings
    assert (found.rule, found.statement) == ("form_unit", "支出决算表")
    assert len(found.consequences) > 3
    assert len(found.folded) == len(found.consequences)


def test_every_rule_says_what_it_looked_at(settings: Settings, tmp_path: Path) -> None:
    coverage = audited(SAMPLE.read_text(encoding="utf-8"), tmp_path, settings).coverage
    assert all(c.evaluated == c.passed + c.failed for c in coverage)
    assert all(c.evaluated or c.skip_reasons for c in coverage)


@pytest.mark.parametrize("kind", ["budget", "final_account"])
def test_made_up_reports_agree_with_themselves(kind: str, settings: Settings, tmp_path: Path) -> None:
    """Whatever a rule finds in them is a false finding: their figures come from one set of facts, in any layout."""
    count = min(int(os.environ.get("GONGKAI_FUZZ", "8")), 400)
    drawn = [order for order in orders(2 * count, [2023], seed=count) if order.kind == kind]
    # Each layout in turn, so that a small run meets most of them.
    names = family_names("budget" if kind == "budget" else "final_account")
    files = [write_order(replace(order, family=names[at % len(names)]), tmp_path) for at, order in enumerate(drawn)]
    audit, loaded = audit_files(files, settings)
    assert {result.status for result in loaded} == {"loaded"}
    assert [f"{f.file}: {f.rule}: {f.message}" for f in audit.findings] == []
    assert sum(one.evaluated for one in audit.coverage) > 50 * count


def test_sum_of_a_column_with_a_number_that_nothing_explains_is_a_skip(settings: Settings, tmp_path: Path) -> None:
    """What the total lacks may be the number that wasn't understood."""

    def told(amount: str) -> tuple[int, int, tuple[str, ...]]:
        lines = [
            "清溪县水务局2024年度部门决算", "", "公开03表 支出决算表", "", "单位：万元", "",
            "科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出", "栏次\t\t1\t2\t3",
            "合计\t\t100.00\t60.00\t40.00", "205\t教育支出\t30.00\t20.00\t10.00",
            f"213\t农林水支出\t{amount}\t35.00\t25.00", "221\t住房保障支出\t10.00\t5.00\t5.00",
        ]  # fmt: skip
        audit = audited("\n".join(lines), tmp_path, settings)
        (sums,) = (one for one in audit.coverage if one.rule == "total_of_rows")
        return len(audit.findings), sums.failed, sums.skip_reasons

    assert told("70.0.0") == (0, 0, ("所比各数中有未读懂的",))
    # The wrong amount is one finding, that of its row; the total's is a consequence.
    assert told("73.45") == (1, 1, ())


def test_no_change_is_told_as_exactly_as_the_amounts_beside_it(settings: Settings, tmp_path: Path) -> None:
    """持平 leaves no half 万元 open: the changes of the three public expenses are 0.20万元 more than their total's."""
    text = "\n".join([
        "青湾市林业局", "2024年部门预算", "第一部分 2024年部门预算情况说明", "一、“三公”经费预算情况说明",
        "2024年“三公”经费预算数15.00万元，比上年预算数减少2.00万元。",
        "1.因公出国（境）费3.00万元，与上年预算持平。",
        "2.公务接待费4.00万元，比上年预算减少1.20万元。",
        "3.公务用车购置及运行维护费8.00万元，比上年预算减少1.00万元。",
        "第二部分 2024年部门预算表", "收支预算总表", "单位：万元", "收入\t\t支出\t", "项目\t预算数\t项目\t预算数",
        "一、财政拨款收入\t624.37\t一、农林水支出\t624.37", "本年收入合计\t624.37\t本年支出合计\t624.37",
        "收入总计\t624.37\t支出总计\t624.37",
    ])  # fmt: skip
    found = [f for f in audited(text, tmp_path, settings).findings if f.rule == "prose_parts"]
    assert [(f.left, f.right) for f in found] == [(-2, Decimal("-2.2"))]
    about = text.replace("预算持平", "预算基本持平")
    assert [f for f in audited(about, tmp_path, settings).findings if f.rule == "prose_parts"] == []
