"""Types of agencies (部门、单位的类型) as a tree (types.yaml), and the type that a name without its place means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from etl.words.data import load_yaml


@dataclass(frozen=True, slots=True)
class AgencyType:
    """A type. `path` leads from the widest type to this one; `wide`: it says too little to compare its agencies."""

    name: str
    path: tuple[str, ...]
    wide: bool
    sort_order: int

    @property
    def wider(self) -> str | None:
        """The next wider type, or None."""
        return self.path[-2] if len(self.path) > 1 else None


@dataclass(frozen=True, slots=True)
class FoundType:
    """The type of an agency. `is_listed`: its own name is in the list; else `type` is the nearest wider one, told by the name's ending."""

    type: AgencyType | None
    is_listed: bool

    @property
    def awaits_a_person(self) -> bool:
        """Whether the name isn't listed and its ending says too little."""
        return not self.is_listed and (self.type is None or self.type.wide)


@dataclass(frozen=True, slots=True)
class Became:
    """A type of agency that a reform of local government made of others. `document` is the reform's."""

    year: int
    before: tuple[str, ...]
    after: str
    document: str


@dataclass(frozen=True, slots=True)
class Reform:
    """Central departments that ceased (`before`) and what took their place (`after`), by a reform's document and year."""

    year: int
    document: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def agency_types() -> tuple[AgencyType, ...]:
    """Every type, wider ones before their narrower ones: the rows of `core.dim_agency_type`."""
    return tuple(node.type for node in _nodes())


def type_named(name: str) -> AgencyType | None:
    """The type of this name or synonym, or None."""
    return _listed().get(name)


def find_type(rest: str) -> FoundType:
    """The type of an agency by its name without the place: listed, else the type with the longest ending that the name has."""
    listed = _listed().get(rest)
    if listed is not None:
        return FoundType(listed, is_listed=True)
    endings = _endings()
    for start in range(len(rest)):
        found = endings.get(rest[start:])
        if found is not None:
            return FoundType(found, is_listed=False)
    return FoundType(None, is_listed=False)


@lru_cache(maxsize=1)
def local_reforms() -> tuple[Became, ...]:
    """Types that became others in reforms of local government."""
    return tuple(
        Became(int(one["year"]), tuple(one["from"]), str(one["to"]), str(one["document"]))
        for one in _read("types")["became"]
    )


@lru_cache(maxsize=1)
def central_reforms() -> tuple[Reform, ...]:
    """Central departments that became others (reforms.yaml), in the order of the list."""
    return tuple(
        Reform(int(reform["year"]), str(reform["document"]), tuple(change["from"]), tuple(change["to"]))
        for reform in _read("reforms")["reforms"]
        for change in reform["changes"]
    )


@dataclass(frozen=True, slots=True)
class _Node:
    type: AgencyType
    names: tuple[str, ...]
    endings: tuple[str, ...]


@lru_cache(maxsize=2)
def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = load_yaml(files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8"))
    return content


@lru_cache(maxsize=1)
def _nodes() -> tuple[_Node, ...]:
    return tuple(
        _Node(AgencyType(path[-1], path, bool(said.get("wide", False)), number), *_names(path[-1], said))
        for number, (path, said) in enumerate(_walk(_read("types")["tree"], ()))
    )


def _names(name: str, said: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    names = (name, *said.get("also", ()))
    return names, (*names, *said.get("endings", ()))


def _walk(tree: Mapping[str, Any], above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Mapping[str, Any]]]:
    for name, given in tree.items():
        said = given or {}
        yield (*above, name), said
        yield from _walk(said.get("kinds", {}), (*above, name))


@lru_cache(maxsize=1)
def _listed() -> Mapping[str, AgencyType]:
    """Names and synonyms. ValueError where one means two types."""
    listed: dict[str, AgencyType] = {}
    for node in _nodes():
        for name in node.names:
            if listed.setdefault(name, node.type) is not node.type:
                raise ValueError(f"types.yaml: {name} means both {listed[name].name} and {node.type.name}")
    return listed


@lru_cache(maxsize=1)
def _endings() -> Mapping[str, AgencyType]:
    return {ending: node.type for node in _nodes() for ending in node.endings}
