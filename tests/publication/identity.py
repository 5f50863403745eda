"""What a number belongs to: small documents of invented agencies, two of each kind, with what is right, whatever the program gives."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

A, B = "final_account", "budget"
D, U = "department", "unit"

Head = tuple[str, int, str, str]
"""Agency, fiscal year, kind, scope."""


@dataclass(frozen=True, slots=True)
class Identity:
    """Documents of one kind and what they must come to.

    `loads` are the commands in their order, each a folder's files by name. `reports` are the current ones. `has` and `lacks` are figures of
    the current ones: code, value; `states` what their prose says: a part of the item, value; `indicators` what their performance tables say:
    project, indicator. `refused`: no report comes of it, and the message holds these. `review`: what is asked about holds these.
    """

    kind: str
    loads: tuple[Mapping[str, str], ...]
    reports: tuple[Head, ...] = ()
    has: tuple[tuple[str, str], ...] = ()
    lacks: tuple[tuple[str, str], ...] = ()
    states: tuple[tuple[str, str], ...] = ()
    indicators: tuple[tuple[str, str], ...] = ()
    refused: tuple[str, ...] = ()
    review: tuple[str, ...] = field(default=())


def form(title: str = "一般公共预算财政拨款支出决算表", office: int = 60, ferry: int = 40, unit: str = "万元") -> str:
    """A form of expenditure: 2140101 and 2140199 with their totals."""
    total = office + ferry
    return "\n".join(
        [
            title,
            f"单位：{unit}",
            "科目编码\t科目名称\t合计\t基本支出\t项目支出",
            f"\t合计\t{total}.00\t{office}.00\t{ferry}.00",
            f"214\t交通运输支出\t{total}.00\t{office}.00\t{ferry}.00",
            f"21401\t公路水路运输\t{total}.00\t{office}.00\t{ferry}.00",
            f"2140101\t行政运行\t{office}.00\t{office}.00\t0.00",
            f"2140199\t其他公路水路运输支出\t{ferry}.00\t0.00\t{ferry}.00",
        ]
    )


BUDGET = form("一般公共预算支出表")


def income(total: int = 100) -> str:
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


def text(*pieces: str) -> str:
    return "\n".join(pieces) + "\n"


def page(*pieces: str, title: str = "", heading: str = "", head: str = "") -> str:
    """A web page; the lines of forms are rows of one table, a tab parts two cells."""
    body: list[str] = []
    for piece in pieces:
        rows: list[str] = []
        for line in piece.split("\n"):
            if "\t" in line:
                rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in line.split("\t")) + "</tr>")
                continue
            body.append(f"<p>{line}</p>")
        if rows:
            body.append('<table border="1">' + "\n".join(rows) + "</table>")
    top = f"<h1>{heading}</h1>" if heading else ""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}<title>{title}</title></head>'
        f"<body>{top}{''.join(body)}</body></html>"
    )


SUMS = "一、收入支出决算总体情况说明\n2023年度收入总计310.00万元，支出总计310.00万元，比上年增加10.00万元，增长3.33%。"
THREE = "2023年“三公”经费支出决算为8.40万元，其中：公务接待费2.40万元，公务用车运行维护费6.00万元。"
TASKS = """项目支出绩效自评表
（2023年度）"""


def tasks(project: str, indicator: str) -> str:
    """A performance table, as HTML rows."""
    return f"""<table border="1">
<tr><td>项目名称</td><td colspan="7">{project}</td></tr>
<tr><td>项目资金（万元）</td><td></td><td>年初预算数</td><td>全年预算数</td><td>全年执行数</td><td>分值</td><td>执行率</td><td>得分</td></tr>
<tr><td></td><td>年度资金总额</td><td>30.00</td><td>28.00</td><td>28.00</td><td>10</td><td>100.00%</td><td>10</td></tr>
<tr><td>绩效指标</td><td>一级指标</td><td>二级指标</td><td>三级指标</td><td>年度指标值</td><td>实际完成值</td><td>分值</td><td>得分</td></tr>
<tr><td></td><td>产出指标</td><td>数量指标</td><td>{indicator}</td><td>≥5艘</td><td>6艘</td><td>50</td><td>50</td></tr>
<tr><td></td><td>满意度指标</td><td>满意度指标</td><td>群众满意度</td><td>≥90%</td><td>95%</td><td>40</td><td>40</td></tr>
<tr><td colspan="6">总分</td><td>100</td><td>100</td></tr></table>"""


def annex(project: str, indicator: str, title: str = "附件2") -> str:
    return f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body><p>项目支出绩效自评表</p><p>（2023年度）</p>{tasks(project, indicator)}</body></html>'


def _parts() -> list[Identity]:
    ferry = {
        "1表.txt": text("雾城市渡口局2023年度部门决算公开表", form()),
        "2说明.txt": text("雾城市渡口局2023年度部门决算情况说明", SUMS),
        "3三公.txt": text("雾城市渡口局2023年度“三公”经费决算情况", THREE),
    }
    school = {
        "附表.html": page(
            BUDGET, title="2024年云泽省航运学校单位预算公开表", heading="2024年云泽省航运学校单位预算公开表"
        ),
        "说明.html": page(
            "一、收支预算情况",
            "2024年收入预算100.00万元，支出预算100.00万元，与上年持平。",
            title="云泽省航运学校2024年单位预算编制说明",
        ),
        "附件3.html": page(
            "2024年政府采购预算24.00万元，其中：货物24.00万元。", title="云泽省航运学校2024年单位政府采购预算情况说明"
        ),
    }
    found = []
    of_ferry = {
        "reports": (("雾城市渡口局", 2023, A, D),),
        "has": (("2140101", "60"),),
        "states": (("收入总计", "310"), ("公务接待费", "2.4")),
    }
    of_school = {"reports": (("云泽省航运学校", 2024, B, U),), "has": (("2140199", "40"),), "states": (("采购", "24"),)}
    for files, right in ((ferry, of_ferry), (school, of_school)):
        found.append(Identity("parts of one report in a folder", (files,), **right))
        one_by_one = tuple({name: files[name]} for name in reversed(files))
        found.append(Identity("parts of one report one by one", one_by_one, **right))
    found += [
        Identity(
            "annex without a head",
            (
                {
                    "a/正文.txt": text("雾城市船闸所2023年度单位决算", form(), SUMS),
                    "a/附件2.html": annex("船闸大修", "检修船闸"),
                },
            ),
            (("雾城市船闸所", 2023, A, U),),
            has=(("2140101", "60"),),
            indicators=(("船闸大修", "检修船闸"),),
        ),
        Identity(
            "annex without a head",
            (
                {"附件1.html": annex("灯塔维护", "维护灯塔", title="项目绩效自评表")},
                {
                    "附件1.html": annex("灯塔维护", "维护灯塔", title="项目绩效自评表"),
                    "雾城市灯塔管理站2023年度部门决算.txt": text("第一部分 部门概况", form(), SUMS),
                },
            ),
            (("雾城市灯塔管理站", 2023, A, D),),
            indicators=(("灯塔维护", "维护灯塔"),),
        ),
        Identity(
            "the same form twice",
            (
                {
                    "全文.txt": text("雾城市航标处2023年度部门决算", form(), income(), SUMS),
                    "表.html": page(form(), title="雾城市航标处2023年度部门决算公开表"),
                },
            ),
            (("雾城市航标处", 2023, A, D),),
            has=(("2140101", "60"),),
        ),
        Identity(
            "the same form twice",
            (
                {"b.txt": text("云泽省引航站", "2023年度单位决算", form(unit="元", office=600000, ferry=400000), SUMS)},
                {"a.txt": text("云泽省引航站2023年度单位决算公开", form(), income())},
            ),
            (("云泽省引航站", 2023, A, U),),
        ),
    ]
    return found


def _versions() -> list[Identity]:
    def dock(ferry: int, *below: str, title: str = "雾城市船厂管理局2023年度部门决算") -> str:
        return text(title, *below, form(ferry=ferry), income(), SUMS)

    original, corrected = {"2.txt": dock(40)}, {"1.txt": dock(41, "（更正，以本件为准）")}
    other = {"原.txt": dock(40, title="云泽省渔政队2023年度单位决算")}
    again = {"新.txt": dock(41, title="云泽省渔政队2023年度单位决算（修订版）")}
    found = []
    for head, first, second in (
        (("雾城市船厂管理局", 2023, A, D), original, corrected),
        (("云泽省渔政队", 2023, A, U), other, again),
    ):
        right = {"reports": (head,), "has": (("2140199", "41"),), "lacks": (("2140199", "40"),)}
        found += [
            Identity("correction, then original", (second, first), **right),  # type: ignore[arg-type]
            Identity("original, then correction", (first, second), **right),  # type: ignore[arg-type]
            Identity("correction and original in a folder", ({**first, **second},), **right),  # type: ignore[arg-type]
        ]
    return [
        *found,
        Identity(
            "later date of publication",
            (
                {"a.html": page("发布日期：2024-09-20", form(ferry=43), SUMS, title="雾城市测绘院2023年度部门决算")},
                {"b.html": page("发布日期：2024-08-30", form(ferry=42), SUMS, title="雾城市测绘院2023年度部门决算")},
            ),
            (("雾城市测绘院", 2023, A, D),),
            has=(("2140199", "43"),),
            lacks=(("2140199", "42"),),
        ),
        Identity(
            "later date of publication",
            (
                {
                    "x/1.txt": text("雾城市潮汐台", "2023年度部门决算", "公开时间：2024年10月8日", form(ferry=45)),
                    "x/2.txt": text("雾城市潮汐台", "2023年度部门决算", "公开时间：2024年9月9日", form(ferry=44)),
                },
            ),
            (("雾城市潮汐台", 2023, A, D),),
            has=(("2140199", "45"),),
            lacks=(("2140199", "44"),),
        ),
        Identity(
            "version with fewer forms",
            (
                {"1.txt": text("雾城市海塘所2023年度单位决算", form(), income(), SUMS)},
                {"2.txt": text("雾城市海塘所2023年度单位决算", form(ferry=39), SUMS)},
            ),
            (("雾城市海塘所", 2023, A, U),),
            has=(("2140199", "40"),),
            lacks=(("2140199", "39"),),
            review=("雾城市海塘所", "收入决算表"),
        ),
        Identity(
            "version with fewer forms",
            (
                {"新.html": page(income(99), title="雾城市河道处2023年度部门决算")},
                {"旧.txt": text("雾城市河道处2023年度部门决算", form(), income(), SUMS)},
            ),
            (("雾城市河道处", 2023, A, D),),
            has=(("2140199", "40"), ("2140101", "100")),
            lacks=(("2140101", "99"),),
            review=("雾城市河道处", "一般公共预算财政拨款支出决算表"),
        ),
        Identity(
            "draft after the whole",
            (
                {"1.txt": text("雾城市渔业站2023年度部门决算", form(), SUMS)},
                {"2.txt": text("雾城市渔业站2023年度部门决算（征求意见稿）", form(ferry=38), income(), SUMS)},
            ),
            (("雾城市渔业站", 2023, A, D),),
            has=(("2140199", "40"),),
            lacks=(("2140199", "38"),),
        ),
        Identity(
            "draft after the whole",
            (
                {
                    "雾城市渔校2024年单位预算.txt": text("雾城市渔校2024年单位预算", BUDGET),
                    "雾城市渔校2024年单位预算（送审稿）.txt": text(
                        "雾城市渔校2024年单位预算", form("一般公共预算支出表", ferry=37), SUMS.replace("2023", "2024")
                    ),
                },
            ),
            (("雾城市渔校", 2024, B, U),),
            has=(("2140199", "40"),),
            lacks=(("2140199", "37"),),
        ),
        Identity(
            "two agencies in a folder",
            (
                {
                    "1.txt": text("雾城市渔具厂2023年度单位决算", form()),
                    "2.txt": text("雾城市网具厂2023年度单位决算", form()),
                },
            ),
            (("雾城市渔具厂", 2023, A, U), ("雾城市网具厂", 2023, A, U)),
        ),
        Identity(
            "two agencies in a folder",
            (
                {
                    "y/局.txt": text("雾城市水产局（汇总）2023年度部门决算", form(ferry=140)),
                    "y/本级.txt": text("雾城市水产局（本级）2023年度部门决算", form()),
                    "y/站.txt": text("雾城市水产站2023年度单位决算", form(office=0, ferry=100)),
                },
            ),
            (("雾城市水产局", 2023, A, D), ("雾城市水产局", 2023, A, U), ("雾城市水产站", 2023, A, U)),
        ),
        Identity(
            "the same file under two names",
            (
                {
                    "a.txt": text("雾城市气象站2023年度部门决算", form()),
                    "b (1).txt": text("雾城市气象站2023年度部门决算", form()),
                },
            ),
            (("雾城市气象站", 2023, A, D),),
        ),
        Identity(
            "the same file under two names",
            (
                {"定稿.html": page(BUDGET, title="雾城市苗木所2025年部门预算")},
                {"公开/附件.html": page(BUDGET, title="雾城市苗木所2025年部门预算")},
            ),
            (("雾城市苗木所", 2025, B, D),),
        ),
    ]


def _titles() -> list[Identity]:
    menu = "首页\n部门预算\n财政预算\n雾城市财政局2022年部门预算\n2023年度一般公共预算收支情况"
    meta = '<meta name="ArticleTitle" content="{0}"><meta name="SiteName" content="雾城市人民政府">'

    def account(kind: str, head: Head, *lines: str, name: str = "1.txt") -> Identity:
        forms = BUDGET if head[2] == B else form()
        return Identity(kind, ({name: text(*lines, forms)},), (head,), has=(("2140101", "60"),))

    def web(kind: str, head: Head, title: str, *lines: str, states: tuple[tuple[str, str], ...]) -> Identity:
        return Identity(kind, ({"1.html": page(*lines, title=title, heading=title)},), (head,), states=states)

    def seen(year: int = 2023) -> str:
        return SUMS.replace("2023", str(year))

    bureau = "雾城市港务局"
    return [
        Identity(
            "web page of a final account",
            (
                {
                    "t.html": page(
                        menu,
                        seen(),
                        title="雾城市港务局2023年度部门决算-雾城市人民政府门户网站",
                        head=meta.format("雾城市港务局2023年度部门决算"),
                    )
                },
            ),
            ((bureau, 2023, A, D),),
            states=(("收入总计", "310"),),
        ),
        Identity(
            "web page of a final account",
            (
                {
                    "c.html": page(
                        "当前位置：首页>财政信息>财政预算",
                        "政府性基金预算、国有资本经营预算公开",
                        seen(2021),
                        title="部门决算 - 雾城市财政局",
                        heading="云泽省雾城市渔港监督处2021年度单位决算公开",
                    )
                },
            ),
            (("云泽省雾城市渔港监督处", 2021, A, U),),
            states=(("支出总计", "310"),),
        ),
        account("bracket 汇总", ("雾城市港务局", 2023, A, D), bureau, "2023年度部门决算（汇总）"),
        account("bracket 汇总", ("雾城市船员学校", 2024, B, D), "雾城市船员学校2024年部门预算公开（部门汇总）"),
        account("bracket 更正", ("雾城市港务局", 2023, A, D), bureau, "2023年度部门决算（更正）"),
        account("bracket 更正", ("雾城市海员医院", 2022, A, U), "雾城市海员医院", "2022年度单位决算（更正版）"),
        account("revised, in one line", ("雾城市港务局", 2023, A, D), "雾城市港务局2023年度部门决算公开（修订稿）"),
        account("revised, in one line", ("雾城市海洋馆", 2024, B, U), "2024年雾城市海洋馆单位预算信息公开（修改后）"),
        account("about a correction", ("雾城市港务局", 2023, A, D), "关于更正雾城市港务局2023年度部门决算的公告"),
        account(
            "about a correction", ("雾城市盐场", 2023, A, U), "关于重新公开雾城市盐场2023年度单位决算有关情况的说明"
        ),
        account("short name of a ministry", ("航海部", 2023, A, D), "航海部2023年度部门决算"),
        account("short name of a ministry", ("航运部", 2019, B, D), "航运部", "2019年部门预算", "2019年4月"),
        account("centre of a party", ("民航党中央", 2023, A, D), "民航党中央2023年度部门决算"),
        account("centre of a party", ("九海学社中央", 2020, B, D), "九海学社中央2020年部门预算"),
        account("federation of a county", ("雾城县妇联", 2023, A, D), "雾城县妇联2023年度部门决算"),
        account("federation of a county", ("雾县侨联", 2021, A, D), "2021年度雾县侨联部门决算公开"),
        account("short name of an office", ("海关署", 2023, A, D), "海关署2023年度部门决算"),
        account("short name of an office", ("船政署", 2016, B, D), "船政署", "2016年部门预算"),
        account("ordinal before the title", ("雾城市救捞站", 2023, A, D), "7、雾城市救捞站2023年度部门决算"),
        account("ordinal before the title", ("雾城市水上分局", 2023, A, U), "（十二）雾城市水上分局2023年度单位决算"),
        account("supplement", ("雾城市港务局", 2023, A, D), "雾城市港务局2023年度部门决算补充说明"),
        account("supplement", ("雾城市渡口所", 2024, B, U), "雾城市渡口所2024年单位预算（补充公开）"),
        account("traditional script", ("雾城市港务局", 2023, A, D), "霧城市港務局2023年度部門決算"),
        account("traditional script", ("雾城县农业站", 2022, B, U), "霧城縣農業站", "2022年單位預算公開"),
        account("year of two digits", ("雾城市港务局", 2023, A, D), bureau, "23年度部门决算"),
        account("year of two digits", ("雾城市拖轮队", 2022, B, U), "雾城市拖轮队22年单位预算公开"),
        web(
            "budget of three public expenses",
            (bureau, 2023, B, D),
            "雾城市港务局2023年“三公”经费预算情况说明",
            "2023年“三公”经费预算8.40万元，其中：公务接待费2.40万元，公务用车运行维护费6.00万元。",
            states=(("公务接待费", "2.4"),),
        ),
        web(
            "budget of three public expenses",
            ("雾城市委统战部", 2022, B, D),
            "雾城市委统战部关于2022年“三公”经费预算安排情况的说明",
            "2022年“三公”经费预算3.00万元，比上年减少1.00万元，其中：公务接待费3.00万元。",
            states=(("公务接待费", "3"),),
        ),
        web(
            "changes of three public expenses",
            (bureau, 2023, B, D),
            "雾城市港务局2023年“三公”经费增减变化情况说明",
            "2023年“三公”经费预算8.40万元，其中：公务接待费2.40万元，公务用车运行维护费6.00万元，比上年减少0.60万元。",
            states=(("公务接待费", "2.4"),),
        ),
        web(
            "changes of three public expenses",
            ("雾城市政协办公室", 2021, A, D),
            "2021年度雾城市政协办公室“三公”经费增减变动原因说明",
            "2021年度“三公”经费支出决算5.00万元，其中：公务接待费1.00万元，公务用车运行维护费4.00万元，比上年增加0.20万元。",
            states=(("公务用车运行维护费", "4"),),
        ),
        web(
            "year in a sentence",
            ("雾城航运学院", 2021, A, D),
            "雾城航运学院政府采购决算公开",
            "按照《关于决算公开的通知》要求，现将2021年度雾城航运学院政府采购决算公开如下：",
            "2021年度政府采购支出总额64.00万元，其中：政府采购货物支出44.00万元、政府采购服务支出20.00万元。",
            "雾城航运学院\n2022年9月10日",
            states=(("采购", "64"),),
        ),
        web(
            "year in a sentence",
            ("雾城市船检局", 2024, B, D),
            "雾城市船检局部门预算公开",
            "经市人大批准，现将我局2024年部门预算公开如下：",
            "一、2024年收入预算100.00万元，支出预算100.00万元。",
            "2024年2月8日",
            states=(("收入", "100"),),
        ),
        account(
            "title in the file's name",
            ("雾城市文物所", 2023, A, U),
            "单位概况",
            name="雾城市文物所2023年度单位决算.txt",
        ),
        account(
            "title in the file's name",
            ("雾城市歌舞团", 2022, B, D),
            "目录",
            name="附件5：2022年雾城市歌舞团部门预算公开.txt",
        ),
    ]


def _refused() -> list[Identity]:
    return [
        Identity(
            "account of a government",
            ({"1.txt": text("雾城县2023年度财政总决算", "2023年全县一般公共预算收入28.40亿元。", form())},),
            refused=("whole government", "政府"),
        ),
        Identity(
            "account of a government",
            (
                {
                    "1.html": page(
                        "2024年全区一般公共预算收入预计30.10亿元。",
                        BUDGET,
                        title="白石区2024年区级政府预算公开_白石区人民政府",
                        heading="白石区2024年区级政府预算公开",
                    )
                },
            ),
            refused=("whole government", "政府"),
        ),
        Identity("no year", ({"1.txt": text("雾城市园艺所", "部门决算", form())},), refused=("year", "--year")),
        Identity(
            "no year",
            ({"2.html": page(BUDGET, title="雾城市园艺站单位预算公开", heading="雾城市园艺站单位预算公开")},),
            refused=("year", "--year"),
        ),
        Identity(
            "performance tables only",
            ({"1.html": annex("渡船检修", "检修渡船", title="雾城市渡口局2023年度部门决算")},),
            (("雾城市渡口局", 2023, A, D),),
            indicators=(("渡船检修", "检修渡船"),),
        ),
        Identity(
            "performance tables only",
            ({"雾城市航校2023年度单位决算项目绩效自评表.html": annex("教具更新", "更新教具", title="附件")},),
            (("雾城市航校", 2023, A, U),),
            indicators=(("教具更新", "更新教具"),),
        ),
    ]


CASES = (*_parts(), *_versions(), *_titles(), *_refused())
