"""Documents of a made-up agency: its forms, its explanation and its annexes as files, and what they come to in a warehouse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg

from etl.pipeline import read_report
from etl.statements.catalogue_entries import load_catalogue
from etl.warehouse.aliases import WarehouseAliases
from etl.warehouse.report_rows import ReportRows
from etl.warehouse.rows import report_rows
from models import metadata

AGENCY = "云梦省雾城市渡口局"


def expenditure(ferry: int = 40, pier: int = 60) -> str:
    """支出决算表, in 万元: two subjects and their totals."""
    return "\n".join(
        [
            "支出决算表",
            "单位：万元",
            "科目编码\t科目名称\t本年支出合计\t基本支出\t项目支出",
            f"\t合计\t{ferry + pier}.00\t{pier}.00\t{ferry}.00",
            f"214\t交通运输支出\t{ferry + pier}.00\t{pier}.00\t{ferry}.00",
            f"21401\t公路水路运输\t{ferry + pier}.00\t{pier}.00\t{ferry}.00",
            f"2140101\t行政运行\t{pier}.00\t{pier}.00\t0.00",
            f"2140199\t其他公路水路运输支出\t{ferry}.00\t0.00\t{ferry}.00",
        ]
    )


def revenue(total: int = 100) -> str:
    """收入决算表, in 万元."""
    return "\n".join(
        [
            "收入决算表",
            "单位：万元",
            "科目编码\t科目名称\t本年收入合计\t财政拨款收入\t事业收入",
            f"\t合计\t{total}.00\t{total}.00\t0.00",
            f"214\t交通运输支出\t{total}.00\t{total}.00\t0.00",
            f"21401\t公路水路运输\t{total}.00\t{total}.00\t0.00",
            f"2140101\t行政运行\t{total}.00\t{total}.00\t0.00",
        ]
    )


PROSE = "一、收入支出总体情况\n2023年度收入总计100.00万元，支出总计100.00万元，比上年增加5.00万元，增长5.26%。"
RECEPTION = "二、“三公”经费支出情况\n2023年度“三公”经费支出决算为12.50万元，其中：公务接待费4.50万元，公务用车运行维护费8.00万元。"


def report(*pieces: str, title: str = "2023年度部门决算", agency: str = AGENCY, below_title: str = "") -> str:
    """A document with a title page and pieces."""
    return "\n\n".join([f"{agency}\n{title}" + (f"\n{below_title}" if below_title else ""), *pieces]) + "\n"


ANNEX = """<html><head><title>附件1</title></head><body><table border="1">
<tr><td colspan="8">项目支出绩效自评表</td></tr>
<tr><td>项目名称</td><td colspan="7">渡船检修</td></tr>
<tr><td>项目资金（万元）</td><td></td><td>年初预算数</td><td>全年预算数</td><td>全年执行数</td><td>分值</td><td>执行率</td><td>得分</td></tr>
<tr><td></td><td>年度资金总额</td><td>30.00</td><td>28.00</td><td>28.00</td><td>10</td><td>100.00%</td><td>10</td></tr>
<tr><td>绩效指标</td><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td><td>实际完成值</td><td>分值</td><td>得分</td></tr>
<tr><td></td><td>产出指标</td><td>数量指标</td><td>检修渡船</td><td>≥5艘</td><td>6艘</td><td>50</td><td>50</td></tr>
<tr><td></td><td>满意度指标</td><td>满意度指标</td><td>乘客满意度</td><td>≥90%</td><td>95%</td><td>40</td><td>40</td></tr>
<tr><td colspan="6">总分</td><td>100</td><td>100</td></tr></table></body></html>
"""
"""A performance table that says nowhere whose it is."""


def write(folder: Path, documents: Mapping[str, str]) -> list[Path]:
    """Write documents as files, name → text."""
    paths = []
    for name, text in documents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        paths.append(path)
    return paths


def rows(connection: psycopg.Connection[Any], paths: Sequence[Path]) -> list[ReportRows]:
    """What the files come to."""
    return [report_rows(read_report(path), load_catalogue(), WarehouseAliases(connection)) for path in paths]


def contents(connection: psycopg.Connection[Any]) -> dict[str, list[str]]:
    """All rows of all tables, without times and the record of attempts, in the order of their text."""
    found = {}
    for table in metadata.sorted_tables:
        if table.name != "load_attempt":
            columns = ", ".join(column.name for column in table.columns if column.name != "loaded_at")
            stored = connection.execute(f"select {columns} from {table.fullname}").fetchall()  # type: ignore[arg-type]
            found[table.fullname] = sorted(map(repr, stored))
    return found


def versions(connection: psycopg.Connection[Any]) -> list[tuple[list[str], bool]]:
    """The versions in the order of their numbers: names of their files, and whether it is current."""
    found = connection.execute(
        """
        select array_agg(d.file_name order by d.file_name), r.is_current
        from core.dim_report as r
        inner join core.report_document as p using (report_key)
        inner join raw.document as d on p.document_key = d.document_key
        group by r.report_key
        order by r.agency_key, r.fiscal_year, r.revision
        """
    ).fetchall()
    return [(list(names), current) for names, current in found]
