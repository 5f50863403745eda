"""What the header of a column says, as the marks of its figures."""

import pytest

from etl.statements.marks import figure_marks


@pytest.mark.parametrize(
    ("path", "is_outturn"),
    [
        ("上年执行数", True),
        ("上年预算执行数", True),
        ("2023年执行数/公务接待费", True),
        ("上年执行数/一般公共预算", True),
        ("上年支出数", True),
        ("上年实际支出", True),
        ("上年预算执行情况/预算数", False),
        ("上年预算/支出数", False),
        ("上年一般公共预算拨款", False),
        ("上年数", False),
    ],
)
def test_a_header_says_by_its_last_word_whether_it_was_spent(path: str, is_outturn: bool) -> None:
    leaf = path.rpartition("/")[2]
    assert ("says_outturn" in figure_marks().of(heading=path + leaf)) is is_outturn
