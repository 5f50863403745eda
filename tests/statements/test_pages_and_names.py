"""A form over several pages whose tables differ in width, headers that say nothing, and names printed over each other."""

import pytest

from tests.statements.forms import BUDGET_COVER, figure, only, report, said

SPLIT_REVENUE = """
    收入决算表
    单位：万元
    项目|项目|项目|项目|本年收入合计|财政拨款收入|事业收入|其他收入
    功能分类科目编码|||科目名称|决算数|决算数|决算数|决算数
    类|款|项|合计|30.00|20.00|10.00|0.00
    201|||一般公共服务支出|20.00|20.00|0.00|0.00
    2012601|||行政运行|20.00|20.00|0.00|0.00
    """


def test_a_lowest_header_that_is_the_same_everywhere_tells_no_columns_apart() -> None:
    statement = only(report(SPLIT_REVENUE))
    assert not statement.unmapped_columns
    assert figure(statement, "合计", "total").value == 30
    assert figure(statement, "合计", "operating_activity").value == 10
    assert figure(statement, "行政运行", "fiscal").value == 20


@pytest.mark.parametrize(
    "next_page",
    [
        "2012604|档案馆|10.00|0.00|10.00|0.00",
        "2012604||档案馆|10.00|0.00|10.00|0.00",
        "2012604||||档案馆|10.00|0.00|10.00|0.00",
    ],
)
def test_a_next_page_with_fewer_or_more_blank_columns_goes_on_in_the_same_columns(next_page: str) -> None:
    statement = only(report(SPLIT_REVENUE, f"    {next_page}\n    "))
    assert len(statement.table_indexes) == 2
    found = {(f.row_code, said(f), str(f.value)) for f in statement.figures if f.row_label == "档案馆"}
    assert found == {
        ("2012604", "total", "10.00"),
        ("2012604", "fiscal", "0.00"),
        ("2012604", "operating_activity", "10.00"),
        ("2012604", "other", "0.00"),
    }


def test_a_name_printed_over_the_end_of_the_name_above_is_the_one_its_code_has_elsewhere() -> None:
    rows = "208|社会保障和就业支出|5.00\n    20805|{}|3.00\n    2080505|{}|3.00\n    20808|{}|2.00\n    "
    head = "    {}\n    单位：万元\n    科目编码|科目名称|本年支出合计\n    合计||5.00\n    "
    names = ("行政事业单位养老支出", "机关事业单位基本养老保险缴费支出", "抚恤")
    printed = ("行政事业单位养老支出", "机关事业单位基本养老保险缴", "费抚支出恤")
    first, second = report(
        head.format("支出决算表") + rows.format(*names),
        head.format("一般公共预算财政拨款支出决算表") + rows.format(*printed),
    ).statements
    assert [row.label for row in second.rows] == [row.label for row in first.rows]
    assert [repair.rule for row in second.rows for repair in row.repairs] == ["cut_name", "overprinted_name"]


def test_a_name_that_is_another_one_is_not_taken_for_an_overprinted_one() -> None:
    rows = "208|社会保障和就业支出|5.00\n    2080505|{}|3.00\n    20808|{}|2.00\n    "
    head = "    {}\n    单位：万元\n    科目编码|科目名称|本年支出合计\n    合计||5.00\n    "
    _, second = report(
        head.format("支出决算表") + rows.format("养老保险缴费支出", "抚恤"),
        head.format("一般公共预算财政拨款支出决算表") + rows.format("养老保险缴", "抚恤费"),
    ).statements
    assert second.rows[-1].label == "抚恤费"


def test_the_cover_names_the_agency_more_fully_than_its_forms() -> None:
    form = """
        2024年部门支出预算总表
        编制部门：白石区档案局|单位：元
        科目编码|科目名称|合计|基本支出|项目支出
        合计||5.00|5.00|
        """
    head = report(
        form, form.replace("支出", "收入"), cover="青山市白石区2024年区级部门预算\n预算主管部门：青山市白石区档案局\n"
    ).head
    assert (head.agency, head.aliases) == ("青山市白石区档案局", ("白石区档案局",))


FUND = """
    政府性基金预算财政拨款收入支出决算表
    单位：万元
    项目|项目|年初结转和结余|本年收入|本年支出|本年支出|本年支出|年末结转和结余
    功能分类科目编码|科目名称||||||
    合计||0|2.80|合计|基本支出|项目支出|0
    212|城乡社区支出|0|2.80|2.80||2.80|0
    """


def test_leaves_in_the_row_of_the_total_head_their_columns() -> None:
    statement = only(report(FUND))
    assert not statement.unmapped_columns
    assert [(f.row_label, said(f), str(f.value)) for f in statement.figures] == [
        ("合计", "opening total", "0"),
        ("合计", "received total", "2.80"),
        ("合计", "closing total", "0"),
        ("城乡社区支出", "opening total", "0"),
        ("城乡社区支出", "received total", "2.80"),
        ("城乡社区支出", "total", "2.80"),
        ("城乡社区支出", "project", "2.80"),
        ("城乡社区支出", "closing total", "0"),
    ]


def test_a_summary_may_split_its_expenditure_into_basic_and_project() -> None:
    statement = only(
        report(
            """
            2024年预算单位财务收支预算总表
            单位：元
            本年收入|本年收入|本年支出|本年支出|本年支出|本年支出|本年支出
            项目|预算数|项目|预算数|预算数|预算数|预算数
            |||合计|基本支出|基本支出|项目支出
            ||||人员经费|公用经费|
            一、财政拨款收入|900|一、教育支出|900|500|100|300
            收入总计|900|支出总计|900|500|100|300
            """,
            cover=BUDGET_COVER,
        )
    )
    assert not statement.unmapped_columns
    assert [(said(f), str(f.value)) for f in statement.figures if f.row_label == "一、教育支出"] == [
        ("amount", "900"),
        ("personnel", "500"),
        ("public", "100"),
        ("project", "300"),
    ]


HEADER_AT_THE_END = """
    收入决算表
    单位：万元
    科目编码|科目名称|本年收入合计|财政拨款收入|其他收入
    """


@pytest.mark.parametrize("rest", ["", "栏次||1|2|3\n    ", "类款项||||\n    "])
def test_a_page_may_end_behind_the_header_or_within(rest: str) -> None:
    rows = "合计||30.00|20.00|10.00\n    201|一般公共服务支出|30.00|20.00|10.00\n    "
    statement = only(report(HEADER_AT_THE_END, f"    {rest}{rows}"))
    assert len(statement.table_indexes) == 2
    found = {(said(f), str(f.value)) for f in statement.figures if f.row_code == "201"}
    assert found == {("total", "30.00"), ("fiscal", "20.00"), ("other", "10.00")}


def test_a_header_of_its_own_begins_no_rows_of_the_table_before() -> None:
    other = "    项目名称|预算数|执行数\n    房屋维修|30.00|20.00\n    "
    statements = report(HEADER_AT_THE_END, other).statements
    assert not any(len(statement.table_indexes) > 1 for statement in statements)


def test_title_of_the_next_page_below_a_table_is_no_line_that_the_next_page_belongs_to() -> None:
    first = """
    财政拨款收入支出决算总表
    单位：万元
    收入||支出||
    项目|决算数|项目|合计|一般公共预算财政拨款
    一、一般公共预算财政拨款|0.79|一、教育支出|0.92|0.92
    本年收入合计|0.79|本年支出合计|0.92|0.92
    年初财政拨款结转和结余|0.13|年末财政拨款结转和结余||
    财政拨款收入支出决算总表（续）||||
    """
    following = """
    收入||支出||
    项目|决算数|项目|合计|一般公共预算财政拨款
    一般公共预算财政拨款|0.13|||
    总计|0.92|总计|0.92|0.92
    """
    statement = only(report(first, following))
    labels = {row.row_no: row.label for row in statement.rows}
    assert "财政拨款收入支出决算总表（续）" not in labels.values()
    (part,) = (row for row in statement.rows if row.label == "一般公共预算财政拨款")
    assert part.parent is not None
    assert labels[part.parent] == "年初财政拨款结转和结余"


def test_a_label_that_ends_as_the_mark_of_a_next_page_does_is_a_line() -> None:
    first = """
    收入支出决算总表
    单位：万元
    收入||支出||
    项目|决算数|项目|合计|一般公共预算财政拨款
    一、财政拨款收入|0.79|一、教育支出|0.79|0.79
    二、手续|||
    总计|0.79|总计|0.79|0.79
    """
    assert "二、手续" in {row.label for row in only(report(first)).rows}
