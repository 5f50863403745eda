"""Converted text whose columns are set by spaces: each ideograph counts as one character, as pdftotext -layout counts it."""

from pathlib import Path

from etl.documents.model import Document, Table
from etl.documents.plain.aligned.spaced_cells import cells_of
from etl.documents.plain.aligned.spaced_extent import is_row
from etl.documents.plain.reader import read_text


def document(text: str) -> Document:
    return read_text(Path("report.txt"), text.encode())


def rows(text: str) -> list[tuple[str, ...]]:
    (table,) = document(text).tables
    return list(table.rows)


SUMMARY = """\
              收入                              支出
    项目              决算数            项目              决算数
一、财政拨款收入       1,234.50    一、教育支出              1,100.20
二、其他收入             5.00    二、住房保障支出              139.30
                            三、其他支出
   合  计          1,239.50       合  计            1,239.50
"""


def test_amounts_stand_below_their_header_though_labels_differ_in_length() -> None:
    assert rows(SUMMARY)[2:] == [
        ("一、财政拨款收入", "1,234.50", "一、教育支出", "1,100.20"),
        ("二、其他收入", "5.00", "二、住房保障支出", "139.30"),
        ("", "", "三、其他支出", ""),
        ("合计", "1,239.50", "合计", "1,239.50"),
    ]


def test_column_without_amounts_keeps_its_place() -> None:
    found = rows(
        """\
科目编码     科目名称      合计       基本支出      项目支出     经营支出
          合计        9.00       5.00      4.00
201       一般公共服务支出  9.00       5.00      4.00
20126     档案事务      9.00       5.00      4.00
"""
    )
    assert found[0] == ("科目编码", "科目名称", "合计", "基本支出", "项目支出", "经营支出")
    assert found[1] == ("", "合计", "9.00", "5.00", "4.00", "")


def test_label_above_and_below_its_amounts_is_one() -> None:
    found = rows(
        """\
科目编码      科目名称        合计       基本支出
          一般公共服
201                   9.00       9.00
          务支出
20126     档案事务        9.00       9.00
          其他档案事
2012699               9.00       9.00
          务支出
"""
    )
    assert [row[:2] for row in found[1:]] == [
        ("201", "一般公共服务支出"),
        ("20126", "档案事务"),
        ("2012699", "其他档案事务支出"),
    ]


def test_header_broken_over_lines_is_one() -> None:
    found = rows(
        """\
                         一般公共       政府性基
   项目          合计      预算财政       金预算财
                          拨款         政拨款
一、教育支出       9.00      5.00        4.00
二、其他支出       1.00      1.00        0.00
"""
    )
    assert [row for row in found if "合计" in row or any("拨款" in cell for cell in row)][-1][2:] == (
        "一般公共预算财政拨款",
        "政府性基金预算财政拨款",
    )


def test_page_that_goes_on_takes_the_columns_of_the_page_before() -> None:
    text = """\
科目编码     科目名称             合计       基本支出      项目支出     经营支出
          合计               9.00       5.00      4.00
201       一般公共服务支出         9.00       5.00      4.00
\f205      教育支出       7.00                 7.00
20502    普通教育       7.00                 7.00
2050201  学前教育       7.00                 7.00
"""
    first, second = document(text).tables
    assert second.rows[0] == ("205", "教育支出", "7.00", "", "7.00", "")
    assert first.width == second.width


def test_sentences_and_contents_are_no_table() -> None:
    text = """\
本年收入  5.00 万元。  其中其他收入 1.00 万元。
一、收入支出决算总表 ............ 3
二、收入决算表      4
三、支出决算表      5
"""
    assert [block for block in document(text).blocks if isinstance(block, Table)] == []


def test_single_characters_set_apart_are_one_word() -> None:
    assert [cell.text for cell in cells_of("   合    计       5.00")] == ["合计", "5.00"]
    assert is_row("   合    计       5.00")


def test_rows_that_open_without_a_bar_are_a_table() -> None:
    assert rows("项 目 | 本年预算数 |\n合 计 | 34.35 |\n") == [("项 目", "本年预算数"), ("合 计", "34.35")]


def test_rows_with_bars_between_their_cells_only_are_a_table() -> None:
    text = "编码 | 名称 | 合计\n--- | --- | ---\n208 | 教育 | 4.00\n | 合计 | 4.00\n"
    assert rows(text) == [("编码", "名称", "合计"), ("208", "教育", "4.00"), ("", "合计", "4.00")]


def test_a_menu_with_bars_is_no_table() -> None:
    assert not document("首页 | 公开 | 政策\n局长 | 处室 | 联系\n").tables
