"""Facts about agencies put together: parents, successors, questions. Names are made up; the divisions are those of the list."""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from etl.reference.register import Published, Register, Settled, StatedTie, register_agencies

COUNTY = "西安市莲湖区"


def published(*names: str, first: int = 2022, last: int = 2024) -> list[Published]:
    return [Published(name, first, last, frozenset({name})) for name in names]


def asked(register: Register) -> list[tuple[str, str, str]]:
    return [(one.agency, one.kind, one.object) for one in register.questions]


def parents(register: Register) -> dict[str, tuple[str | None, str | None, str | None]]:
    return {one.name: (one.parent, one.parent_name, one.parent_source) for one in register.agencies if one.parent_name}


def put(agencies: Iterable[Published], *ties: StatedTie, settled: Settled | None = None) -> Register:
    return register_agencies(list(agencies), ties, settled or Settled())


def test_nothing_is_asked_of_agencies_whose_names_tell_everything() -> None:
    names = (f"{COUNTY}财政局", f"{COUNTY}民政局", f"{COUNTY}第一小学", f"{COUNTY}第二小学", "国家医疗保障局", "财政部")
    assert asked(put(published(*names))) == []


def test_a_department_that_lists_a_unit_is_its_parent() -> None:
    office, library = f"{COUNTY}文化和旅游局", f"{COUNTY}图书馆"
    tie = StatedTie(office, "unit", library, 2024)
    assert parents(put(published(office, library), tie)) == {library: (office, office, "unit_list")}


def test_a_unit_is_found_in_its_place_by_its_name_without_the_place() -> None:
    office, library, other = f"{COUNTY}文化和旅游局", f"{COUNTY}图书馆", "西安市碑林区图书馆"
    ties = [StatedTie(office, "unit", "图书馆", 2024), StatedTie(office, "unit", "莲湖区博物馆", 2024)]
    museum = f"{COUNTY}博物馆"
    found = parents(put(published(office, library, other, museum), *ties))
    assert found == {library: (office, office, "unit_list"), museum: (office, office, "unit_list")}


def test_a_department_that_is_not_loaded_is_known_by_its_name() -> None:
    library = f"{COUNTY}图书馆"
    tie = StatedTie(library, "department", f"{COUNTY}文化和旅游局", 2023)
    assert parents(put(published(library), tie)) == {library: (None, f"{COUNTY}文化和旅游局", "own_report")}


def test_the_newest_report_says_whose_unit_it_is() -> None:
    old, new, library = f"{COUNTY}文化局", f"{COUNTY}文化和旅游局", f"{COUNTY}图书馆"
    ties = [StatedTie(old, "unit", library, 2018), StatedTie(new, "unit", library, 2019)]
    assert parents(put(published(old, new, library), *ties))[library][0] == new


def test_departments_never_lead_back_to_their_unit() -> None:
    a, b = f"{COUNTY}图书馆", f"{COUNTY}文化馆"
    ties = [StatedTie(a, "unit", b, 2024), StatedTie(b, "unit", a, 2024)]
    assert len(parents(put(published(a, b), *ties))) == 1


def test_a_unit_without_a_place_in_its_name_has_that_of_its_department() -> None:
    office, garden = f"{COUNTY}城市管理局", "雾山公园管理处"
    tie = StatedTie(office, "unit", garden, 2024)
    found = {one.name: one for one in put(published(office, garden), tie).agencies}
    assert (found[garden].region_code, found[garden].admin_level) == ("610104", "county")
    assert asked(put(published(office, garden), tie)) == []
    assert asked(put(published(office, garden))) == [(garden, "region", "")]
    unknown = "雾城市城市管理局"
    assert asked(put(published(unknown, garden), StatedTie(unknown, "unit", garden, 2024))) == [(unknown, "region", "")]


def test_two_spellings_in_one_place_are_asked_about_once() -> None:
    short, full = f"{COUNTY}卫健委", f"{COUNTY}卫生健康委员会"
    assert asked(put(published(short, full))) == [(short, "spelling", full)]
    assert asked(put(published(short, "西安市碑林区卫生健康委员会"))) == []


def test_a_misprint_is_asked_about_and_numbers_are_not() -> None:
    wrong, right = f"{COUNTY}渡口事务服务中心", f"{COUNTY}渡口事物服务中心"
    kinds = {(agency, kind, other) for agency, kind, other in asked(put(published(wrong, right))) if kind == "spelling"}
    assert len(kinds) == 1
    schools = published(
        f"{COUNTY}雾山第一实验小学", f"{COUNTY}雾山第二实验小学", f"{COUNTY}雾山东街小学", f"{COUNTY}雾山西街小学"
    )
    assert asked(put(schools)) == []


def test_a_name_that_a_report_prints_beside_its_own_is_asked_about_unless_it_is_the_parent() -> None:
    society, office = f"{COUNTY}财政学会", f"{COUNTY}财政局"
    agencies = [Published(society, 2024, 2024, frozenset({society, office})), *published(office)]
    assert (society, "spelling", office) in asked(put(agencies)) or (office, "spelling", society) in asked(
        put(agencies)
    )
    tie = StatedTie(society, "department", office, 2024)
    assert [one for one in asked(put(agencies, tie)) if one[1] == "spelling"] == []


def test_a_possible_successor_is_asked_about_where_the_years_allow_it() -> None:
    before, after = f"{COUNTY}卫生和计划生育局", f"{COUNTY}卫生健康局"
    earlier, later = published(before, first=2016, last=2018), published(after, first=2019)
    assert asked(put([*earlier, *later])) == [(after, "successor", before)]
    assert asked(put([*published(before, last=2020), *later])) == []
    settled = Settled(successors=frozenset({(after, before)}))
    register = put([*earlier, *later], settled=settled)
    assert asked(register) == []
    assert [(one.predecessor, one.successor, one.source) for one in register.successions] == [(before, after, "person")]


def test_ministries_have_predecessors_and_successors_of_the_reforms() -> None:
    register = put(published("文化和旅游部", "国家旅游局", "文化部", "中华人民共和国农业农村部"))
    found = {(one.predecessor, one.successor, one.year) for one in register.successions}
    assert {("文化部", "文化和旅游部", 2018), ("国家旅游局", "文化和旅游部", 2018)} <= found
    assert {("农业部", "中华人民共和国农业农村部", 2018), ("国家乡村振兴局", "中华人民共和国农业农村部", 2023)} <= found
    assert asked(register) == []


def test_what_a_person_says_goes_first_and_answers_the_question() -> None:
    name, office = "雾山渡口局", f"{COUNTY}交通运输局"
    assert {kind for _, kind, _ in asked(put(published(name, office)))} == {"region", "type"}
    settled = Settled(types={name: "交通运输局"}, parents={name: office})
    register = put(published(name, office), settled=settled)
    one = next(one for one in register.agencies if one.name == name)
    assert (one.agency_type, one.type_is_listed, one.parent, one.parent_source) == (
        "交通运输局",
        True,
        office,
        "person",
    )
    assert one.region_code == "610104"
    assert [question for question in asked(register) if question[0] == name and question[1] != "spelling"] == []
    answered = Settled(answered=frozenset({(name, "region:"), (name, "type:雾山渡口局")}))
    assert asked(put(published(name, office), settled=answered)) == []


def test_a_spelling_is_no_agency_of_its_own() -> None:
    short, full = f"{COUNTY}卫健委", f"{COUNTY}卫生健康委员会"
    register = put(published(short, full), settled=Settled(aliases={short: full}))
    assert [one.name for one in register.agencies] == [full]
    assert asked(register) == []


_NAMES = [
    f"{COUNTY}卫健委",
    f"{COUNTY}卫生健康委员会",
    f"{COUNTY}卫生和计划生育局",
    f"{COUNTY}图书馆",
    f"{COUNTY}文化和旅游局",
    "莲湖区图书馆",
    "雾山图书馆",
    "国家林业局",
    "国家林业和草原局",
]


@given(
    agencies=st.lists(
        st.builds(
            lambda name, first, more, other: Published(name, first, first + more, frozenset({name, other})),
            st.sampled_from(_NAMES),
            st.integers(2015, 2024),
            st.integers(0, 3),
            st.sampled_from(_NAMES),
        ),
        unique_by=lambda one: one.name,
        max_size=9,
    ),
    ties=st.lists(
        st.builds(
            StatedTie,
            st.sampled_from(_NAMES),
            st.sampled_from(["unit", "department"]),
            st.sampled_from([*_NAMES, "图书馆"]),
            st.integers(2015, 2024),
        ),
        max_size=8,
    ),
    order=st.randoms(use_true_random=False),
)
def test_the_order_makes_no_difference(agencies: list[Published], ties: list[StatedTie], order: random.Random) -> None:
    shuffled, other = [*agencies], [*ties]
    order.shuffle(shuffled)
    order.shuffle(other)
    first = register_agencies(agencies, ties, Settled())
    assert register_agencies(shuffled, other, Settled()) == first
    answered = frozenset((one.agency, one.answer) for one in first.questions)
    assert register_agencies(shuffled, other, replace(Settled(), answered=answered)).questions == ()
