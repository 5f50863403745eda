"""A 合计 column repeats the columns beside it: the leaves of a form add up to its total."""

from __future__ import annotations

from decimal import Decimal

from tests.statements.forms import BUDGET_COVER, only, report, said


def roles(text: str) -> list[tuple[str, str]]:
    """What the figures of the last row are of, and their roles."""
    statement = only(report(text, cover=BUDGET_COVER))
    last = statement.rows[-1].row_no
    return [(said(f), f.role) for f in statement.figures if f.row_no == last]


def test_a_total_column_is_no_leaf_beside_its_sources() -> None:
    statement = only(
        report(
            """
            收入决算表
            单位：万元
            科目代码|科目名称|本年收入合计|财政拨款收入|上级补助收入|其他收入
            合计||12.00|9.00|2.00|1.00
            2012601|行政运行|7.00|5.00|1.00|1.00
            2012604|档案馆|5.00|4.00|1.00|
            """
        )
    )
    leaves = [f.amount_yuan for f in statement.figures if f.role == "leaf" and f.amount_yuan is not None]
    assert sum(leaves, Decimal(0)) == Decimal(120_000)
    assert {f.role for f in statement.figures if said(f) == "total"} == {"total"}


def test_a_row_that_prints_the_total_alone_has_it_as_its_leaf() -> None:
    text = """
        收入决算表
        单位：万元
        科目代码|科目名称|本年收入合计|财政拨款收入|其他收入
        合计||12.00|7.00|1.00
        2012601|行政运行|8.00|7.00|1.00
        2012604|档案馆|4.00||
    """
    assert roles(text) == [("total", "leaf")]


def test_a_sum_within_the_row_is_a_subtotal_where_its_parts_add_up_to_it_and_a_leaf_where_they_do_not() -> None:
    text = """
        部门收入总表
        单位：万元
        科目编码|科目名称|总计|财政拨款|一般公共预算|政府性基金预算|事业收入
        2012601|行政运行|9.00|8.00|7.00|1.00|1.00
    """
    assert roles(text) == [
        ("total", "total"),
        ("fiscal", "subtotal"),
        ("general_public", "leaf"),
        ("government_fund", "leaf"),
        ("operating_activity", "leaf"),
    ]
    beside = text.replace("|9.00|8.00|7.00|1.00|1.00", "|10.00|8.00|1.00||1.00")
    assert roles(beside)[1:3] == [("fiscal", "leaf"), ("general_public", "leaf")]


def test_columns_that_the_total_does_not_add_up_are_parts_of_it() -> None:
    text = """
        一般公共预算支出表
        单位：万元
        科目编码|科目名称|合计|人员经费
        2012601|行政运行|9.00|5.00
        2012604|档案馆|4.00|1.00
    """
    assert roles(text) == [("total", "leaf"), ("personnel", "of_which")]


def test_a_row_that_contradicts_the_others_keeps_their_roles() -> None:
    text = """
        一般公共预算支出表
        单位：万元
        科目编码|科目名称|合计|基本支出|项目支出
        2012601|行政运行|9.00|5.00|4.00
        2012604|档案馆|4.00|1.00|2.00
    """
    assert roles(text) == [("total", "total"), ("basic", "leaf"), ("project", "leaf")]


def test_a_units_own_revenue_pays_for_procurement_beside_the_funds() -> None:
    text = """
        政府采购预算表
        单位：元
        项目名称|采购数量|采购预算合计|一般公共预算|事业收入
        合计||1,180,000.00|1,000,000.00|180,000.00
        """
    assert [what for what, _ in roles(text)][-1] == "operating_activity"


def test_parts_of_a_units_own_revenue_leave_its_sum_to_it() -> None:
    text = """
        政府采购预算表
        单位：元
        项目名称|采购数量|采购预算合计|单位资金|单位资金|单位资金|单位资金
        项目名称|采购数量|采购预算合计|小计|事业收入|经营收入|其他收入
        合计||180,000.00|180,000.00|50,000.00|100,000.00|30,000.00
        """
    assert [what for what, _ in roles(text)][1:] == ["unit_funds", "operating_activity", "business", "other"]
    text = """
        政府采购预算表
        单位：元
        项目名称|采购数量|采购预算合计|事业收入|事业收入|事业单位经营服务收入
        项目名称|采购数量|采购预算合计|小计|其中：教育收费|事业单位经营服务收入
        合计||280,000.00|180,000.00|50,000.00|100,000.00
        """
    assert [what for what, _ in roles(text)][1:] == ["operating_activity", "education_fee", "business"]
