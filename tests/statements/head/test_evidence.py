"""Every place that says whose a report is: what it says, its weight, and that `inspect` shows it; and every refusal with its cause and the next step."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from rich.console import Console

from etl.commands.printed import recognised
from etl.documents import read_document
from etl.documents.model import Document, PageDatum, Paragraph, Table
from etl.errors import NoHeadError, NotAReportError
from etl.head import StatedHead
from etl.pipeline import interpret_report
from etl.statements import head as head_room
from etl.statements.head import read_head
from etl.words.data import load_yaml
from tests.documents.makers import zipped

WEIGHTS: dict[str, int] = load_yaml((Path(head_room.__file__).parent / "words.yaml").read_text(encoding="utf-8"))[
    "weights"
]
AGENCY = "雾城市航标处"
TITLE = f"{AGENCY}2023年度部门决算"
FORM = ("一般公共预算财政拨款支出决算表", "单位：万元")
ROWS = (
    ("科目编码", "科目名称", "合计", "基本支出", "项目支出"),
    ("", "合计", "100.00", "60.00", "40.00"),
    ("214", "交通运输支出", "100.00", "60.00", "40.00"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """A document of these lines (and a form), and the place of it that says something."""

    place: str
    lines: tuple[str, ...]
    name: str = "1.docx"
    page: tuple[tuple[str, str], ...] = ()
    pages: bool = False
    stated: StatedHead = field(default_factory=StatedHead)
    form: tuple[str, ...] = FORM

    def document(self) -> Document:
        texts = (*self.lines, *self.form)
        blocks: list[Paragraph | Table] = [
            Paragraph(n, text, page=n // 2 + 1 if self.pages else None) for n, text in enumerate(texts)
        ]
        blocks.append(Table(len(blocks), 0, ROWS))
        data = tuple(PageDatum(*one) for one in self.page)
        return Document(self.name, "html" if self.page else "docx", "", 0, None, tuple(blocks), page_data=data)


PLACES = [
    Said("person", (TITLE,), stated=StatedHead(fiscal_year=2022)),
    Said("cover", (AGENCY, "2023年度部门决算")),
    Said("article_title", ("首页",), page=(("ArticleTitle", TITLE),)),
    Said("heading", ("首页",), page=(("h1", TITLE),)),
    Said("page_title", ("首页",), page=(("title", f"{TITLE} - 雾城市人民政府"),)),
    Said("line_of_a_page", ("雾城市渡口局2022年部门预算",), page=(("ArticleTitle", TITLE), ("h1", TITLE))),
    Said("numbered_title", (f"七、{TITLE}",)),
    Said("cover_part", (AGENCY, "部门决算", "现将2023年度部门决算公开如下：")),
    Said("beside_the_cover", ("2023年度部门决算", AGENCY)),
    Said("sentence", (f"现将{TITLE}公开如下：",)),
    Said("preparer", ("2023年度部门决算", f"编制单位：{AGENCY}")),
    Said("running_head", ("目录", *[f"{TITLE}", "正文"] * 4), pages=True),
    Said("file_name", ("目录",), name=f"{TITLE}.docx"),
    Said("year_line", (AGENCY, "部门决算", "报表年度：2023年度")),
    Said("kind_line", (f"编制单位：{AGENCY}", "报表类型：部门决算公开表", "报表年度：2023年度")),
    Said("preparer_year", ("部门决算", f"编制单位：{AGENCY} 2023年度")),
    Said("overview", ("2023年度部门决算", f"第一部分 {AGENCY}概况")),
    Said("site", ("首页",), page=(("title", f"{AGENCY} > 信息公开 > 2023年度部门决算"),)),
    Said("signature", ("现将本单位2023年度部门决算公开如下：", AGENCY, "2024年9月3日")),
    Said("later_title", (TITLE, "正文", f"{AGENCY}2023年部门决算公开")),
    Said("form_title", (TITLE,), form=("2023年度一般公共预算财政拨款支出决算表", "单位：万元")),
    Said("line", (TITLE, "第二部分 2023年度部门决算表")),
    Said("spending", (f"{AGENCY}2023年“三公”经费支出说明",), form=("“三公”经费支出表", "单位：万元")),
]


def test_each_place_of_the_list_is_tested() -> None:
    assert {one.place for one in PLACES} == set(WEIGHTS)


@pytest.mark.parametrize("said", PLACES, ids=lambda said: said.place)
def test_each_place_is_evidence_with_its_weight_and_inspect_shows_it(said: Said) -> None:
    report = interpret_report(said.document(), stated=said.stated)
    head = report.interpretation.head
    assert (head.agency, head.kind, head.scope) == (AGENCY, "final_account", "department")
    assert head.fiscal_year == (said.stated.fiscal_year or 2023)
    found = [one for one in head.evidence if one.place == said.place]
    assert [one.weight for one in found] == [WEIGHTS[said.place]] * len(found)
    assert found
    assert [one.weight for one in head.evidence] == sorted((one.weight for one in head.evidence), reverse=True)
    console = Console(file=io.StringIO(), width=300)
    recognised(console, report, columns=False)
    printed = console.file.getvalue()  # type: ignore[attr-defined]
    assert all(one.text[:20] in printed for one in found)


def test_inspect_shows_in_brackets_what_another_place_outweighs() -> None:
    said = Said("file_name", (AGENCY, "2023年度部门决算"), name="雾城市渡口局2022年部门预算.docx")
    console = Console(file=io.StringIO(), width=300)
    recognised(console, interpret_report(said.document()), columns=False)
    (line,) = [line for line in console.file.getvalue().split("\n") if line.strip().startswith("file name")]  # type: ignore[attr-defined]
    assert [word in line for word in ("(雾城市渡口局)", "(2022)", "(预算)", "部门")] == [True] * 4


SPLIT = "split the file"
REFUSED = [
    # what is missing, alone and together
    (("2023年度部门决算",), NoHeadError, "no agency", "--agency NAME"),
    ((AGENCY, "部门决算"), NoHeadError, "no year", "--year YEAR"),
    ((f"{AGENCY}2023年度收支情况",), NoHeadError, "no kind", "--kind budget or --kind final_account"),
    (("部门决算公开",), NoHeadError, "no agency: .*; no year", "--agency NAME, --year YEAR"),
    (("2023年度“三公”经费情况",), NoHeadError, "no agency: .*; no kind", "--agency NAME, --kind"),
    ((f"编制单位：{AGENCY}",), NoHeadError, "no title with a year and 预算 or 决算", "--year YEAR, --kind"),
    (("今天天气很好",), NoHeadError, "no title .*, and no agency", "--agency NAME, --year YEAR, --kind"),
    # whose account no agency's is
    (
        ("2023年雾城市财政总决算",),
        NotAReportError,
        "whole government .*2023年雾城市财政总决算",
        "agencies.*--agency NAME",
    ),
    (("雾城市2023年对下转移支付预算",), NotAReportError, "whole government", "agencies.*--agency NAME"),
    (("雾城市2023年社会保险基金决算",), NotAReportError, r"insurance fund \(社会保险基金\)", "agencies.*--agency NAME"),
    (
        ("雾城市社保局2023年失业保险基金决算",),
        NotAReportError,
        r"insurance fund \(失业保险基金\)",
        "agencies.*--agency NAME",
    ),
    # two in one
    (
        ("雾城市航标处2023年决算及2024年预算公开",),
        NotAReportError,
        "the title names two reports",
        f"{SPLIT}.*--year YEAR --kind",
    ),
]


@pytest.mark.parametrize(("lines", "error", "cause", "next_step"), REFUSED, ids=lambda one: str(one)[:40])
def test_each_refusal_has_its_own_cause_and_says_what_to_add(
    lines: tuple[str, ...], error: type[NotAReportError], cause: str, next_step: str
) -> None:
    document = Document("d/1.txt", "text", "", 0, None, tuple(Paragraph(n, line, None) for n, line in enumerate(lines)))
    with pytest.raises(error, match=f"{cause}.*→.*{next_step}") as raised:
        read_head(document, [])
    assert raised.value.place == "d/1.txt"
    assert (type(raised.value) is NoHeadError) == (error is NoHeadError)


def test_what_is_asked_for_is_enough() -> None:
    """A person who adds what the message asks for gets a report, whatever was refused."""
    for lines, error, *_ in REFUSED:
        document = Document(
            "1.txt", "text", "", 0, None, tuple(Paragraph(n, line, None) for n, line in enumerate(lines))
        )
        head = read_head(document, [], StatedHead(agency=AGENCY, fiscal_year=2023, kind="final_account"))
        assert (head.agency, head.fiscal_year, head.kind, error.__name__) == (
            AGENCY,
            2023,
            "final_account",
            error.__name__,
        )


OTHER_AGENCY = "雾城市渡口局2023年度部门决算"
NEXT_BUDGET = TITLE.replace("2023年度部门决算", "2024年部门预算")


@pytest.mark.parametrize("second", [OTHER_AGENCY, NEXT_BUDGET])
@pytest.mark.parametrize(("levels", "is_refused"), [((2, 2), True), ((1, 2), False), ((None, None), None)])
def test_headings_of_one_level_with_a_form_each_are_two_reports(
    second: str, levels: tuple[int | None, int | None], is_refused: bool | None
) -> None:
    """Where neither is a heading, one whose year and kind both differ is (`None`)."""
    is_refused = second == NEXT_BUDGET if is_refused is None else is_refused
    blocks: list[Paragraph | Table] = []
    for number, (title, level) in enumerate(zip((TITLE, second), levels, strict=True)):
        for text in (title, *FORM):
            blocks.append(Paragraph(len(blocks), text, None, heading=level if text == title else None))
        blocks.append(Table(len(blocks), number, ROWS))
    document = Document("1.docx", "docx", "", 0, None, tuple(blocks))
    if is_refused:
        with pytest.raises(NotAReportError, match="two reports in one file"):
            interpret_report(document)
    else:
        assert interpret_report(document).interpretation.head.fiscal_year == 2023


UNIT = "雾城市渡口站2023年度单位决算"


@pytest.mark.parametrize(
    ("first", "second", "is_refused"), [(TITLE, UNIT, True), (f"{AGENCY}2023年度单位决算", OTHER_AGENCY, False)]
)
def test_a_units_report_behind_the_departments_is_a_second_one_with_a_form_each(
    first: str, second: str, is_refused: bool
) -> None:
    blocks: list[Paragraph | Table] = []
    for number, title in enumerate((first, second)):
        blocks += [Paragraph(len(blocks) + i, text, None) for i, text in enumerate((title, *FORM))]
        blocks.append(Table(len(blocks), number, ROWS))
    document = Document("1.docx", "docx", "", 0, None, tuple(blocks))
    if is_refused:
        with pytest.raises(NotAReportError, match=f"two reports in one file.*{second}"):
            interpret_report(document)
    else:
        assert interpret_report(document).interpretation.head.scope == "unit"


@pytest.mark.parametrize("is_zip", [True, False])
@pytest.mark.parametrize(
    ("files", "is_refused"), [(((TITLE,), (OTHER_AGENCY,)), True), (((TITLE, OTHER_AGENCY),), False)]
)
def test_two_files_of_a_folder_or_an_archive_are_two_reports_with_a_form_each(
    files: tuple[tuple[str, ...], ...], is_refused: bool, is_zip: bool, tmp_path: Path
) -> None:
    texts = [
        "\n\n".join("\n".join((title, *FORM, *map("|".join, ROWS))) for title in titles) + "\n" for titles in files
    ]
    parts = {f"{n}.txt": text.encode() for n, text in enumerate(texts)}
    path = tmp_path / ("1.zip" if is_zip else "1")
    if is_zip:
        path.write_bytes(zipped(parts))
    else:
        path.mkdir()
        for name, data in parts.items():
            (path / name).write_bytes(data)
    document = read_document(path)
    if is_refused:
        with pytest.raises(NotAReportError, match=f"two reports in one file.*{OTHER_AGENCY}"):
            interpret_report(document)
    else:
        assert interpret_report(document).interpretation.head.agency == AGENCY


def test_second_report_behind_the_forms_of_the_first_is_refused() -> None:
    lines: list[Paragraph | Table] = []
    for title in (TITLE, "雾城市渡口局2023年度部门决算"):
        for text in (title, *FORM):
            lines.append(Paragraph(len(lines), text, None))
        lines.append(Table(len(lines), sum(isinstance(one, Table) for one in lines), ROWS))
        for text in ("支出决算表", "单位：万元"):
            lines.append(Paragraph(len(lines), text, None))
        lines.append(Table(len(lines), sum(isinstance(one, Table) for one in lines), ROWS))
    with pytest.raises(NotAReportError, match=f"two reports in one file.*{TITLE}.*渡口局.*{SPLIT}"):
        interpret_report(Document("1.docx", "docx", "", 0, None, tuple(lines)))


@pytest.mark.parametrize(
    ("second", "is_refused"),
    [
        (tuple(tuple(cell.replace("60.00", "55.00") for cell in row) for row in ROWS), True),
        (ROWS, False),
        ((ROWS[0], ("21401", "公路水路运输", "100.00", "60.00", "40.00")), False),
    ],
)
def test_second_agencys_title_above_the_same_form_with_other_rows_and_a_total_begins_a_second_report(
    second: tuple[tuple[str, ...], ...], is_refused: bool
) -> None:
    blocks: list[Paragraph | Table] = []
    for number, (title, rows) in enumerate(((TITLE, ROWS), (OTHER_AGENCY, second))):
        blocks += [Paragraph(len(blocks) + i, text, None) for i, text in enumerate((title, *FORM))]
        blocks.append(Table(len(blocks), number, rows))
    document = Document("1.docx", "docx", "", 0, None, tuple(blocks))
    if is_refused:
        with pytest.raises(NotAReportError, match=f"two reports in one file.*{OTHER_AGENCY}"):
            interpret_report(document)
    else:
        assert interpret_report(document).interpretation.head.agency == AGENCY
