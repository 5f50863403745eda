"""The documents of a publication, those in the warehouse and those that come → its versions as rows.

One document alone is its own version, as it was read. Several are read together from what `raw` keeps of them, so that the same
documents give the same versions, however and in whatever order they came.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg.rows import dict_row

from etl.head import ReportHead
from etl.pipeline import interpret_report
from etl.publication.join import join
from etl.publication.model import Decision, Notice, Part, Version
from etl.publication.part import part_of
from etl.publication.versions import arrange
from etl.reference.agencies import StoredAliases, normalise_name
from etl.report import Report
from etl.statements.catalogue_entries import load_catalogue
from etl.warehouse import keys
from etl.warehouse.report_rows import ReportRows
from etl.warehouse.revisions import Identity
from etl.warehouse.rows.report import document_told, report_rows
from etl.warehouse.settled import decisions_about
from etl.warehouse.stored import stored_documents
from models import metadata

Connection = psycopg.Connection[Any]
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Member:
    """A document of a publication: `given` where it was just read, else the warehouse has it. Of a part that was just read, `read` is what was read."""

    document_key: str
    sha256: str
    file_name: str
    has_own_head: bool = True
    given: ReportRows | None = None
    read: Report | None = None


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of a publication as it is to be in the warehouse. `documents` are rows of `core.report_document`; `make` gives the rows."""

    report_key: str
    revision: int
    members: tuple[Member, ...]
    is_current: bool
    evidence: str
    question: str
    documents: tuple[Row, ...]
    make: Callable[[], ReportRows]
    more: Mapping[str, Any]
    """Columns of `core.dim_report` that follow from the version as a whole."""


def editions_of(
    connection: Connection, identity: Identity, members: Sequence[Member], aliases: StoredAliases
) -> list[Edition]:
    """The versions of the publication that consists of these documents, numbered from the one that counts least."""
    if not members:
        return []
    given = members[0].given
    if len(members) == 1 and given is not None:
        alone = _alone(identity, members[0], given)
        if alone.is_current:
            return [alone]
    decisions = decisions_about(connection, [member.sha256 for member in members])
    if len(members) == 1 and given is not None and not decisions:
        return [alone]
    return _Composer(connection, identity, members, aliases, decisions).editions()


def _alone(identity: Identity, member: Member, given: ReportRows) -> Edition:
    counts = [len(given.rows.get(metadata.tables[name], ())) for name in ("raw.paragraph", "raw.document_table")]
    part = {
        "part_no": 0,
        "document_key": member.document_key,
        "first_position": 0,
        "first_table": 0,
        "block_count": sum(counts),
        "table_count": counts[1],
        "has_own_head": True,
        "title": given.report["title"],
        "published_agency_name": given.report["published_agency_name"],
        "spellings": given.report["spellings"],
        "standing": "original",
        "words": "",
        **given.part,
    }
    return Edition(
        report_key=keys.report_key([member.sha256], *identity),
        revision=1,
        members=(member,),
        is_current=part["standing"] != "withdrawn",
        evidence="",
        question="",
        documents=(part,),
        make=lambda: given,
        more={},
    )


@dataclass(frozen=True)
class _Composer:
    connection: Connection
    identity: Identity
    members: Sequence[Member]
    aliases: StoredAliases
    decisions: Sequence[Decision]

    def editions(self) -> list[Edition]:
        """Read the documents that the warehouse has again, and put all together."""
        members = {member.sha256: member for member in self.members}
        agency = self._agency()
        parts = [*self._given(), *self._stored(), *self._without_head()]
        versions = arrange(parts, lambda several: self._interpret(several, agency), self.decisions)
        several = len(versions) > 1
        return [
            self._edition(version, number, tuple(members[part.sha256] for part in version.parts), several)
            for number, version in enumerate(versions, start=1)
        ]

    def _given(self) -> list[Part]:
        found = []
        for member in self.members:
            if member.given is not None:
                read = member.given.read
                if read is None:
                    raise ValueError(f"{member.file_name}: rows without what was read can't meet other documents")
                found.append(part_of(read))
        return found

    def _stored(self) -> list[Part]:
        wanted = [member.document_key for member in self.members if member.given is None and member.has_own_head]
        if not wanted:
            return []
        rows = (
            self.connection.cursor(row_factory=dict_row)
            .execute(
                "select distinct on (p.document_key) p.* from core.report_document as p"
                " where p.document_key = any(%s::text[]) order by p.document_key, p.report_key",
                (wanted,),
            )
            .fetchall()
        )
        documents = stored_documents(self.connection, wanted)
        found = []
        for row in rows:
            head = ReportHead(
                agency=row["published_agency_name"],
                fiscal_year=self.identity[1],
                kind=self.identity[2],  # type: ignore[arg-type]
                scope=self.identity[3],  # type: ignore[arg-type]
                title=row["title"],
                aliases=tuple(name for name in row["spellings"] if name != row["published_agency_name"]),
            )
            report = interpret_report(documents[row["document_key"]], load_catalogue(), head=head)
            notice = Notice(row["standing"], row["words"], row["published_at"])
            found.append(part_of(replace(report, has_own_head=True), notice))
        return found

    def _without_head(self) -> list[Part]:
        """The documents without a head of their own, read as what the publication is. None says of its standing what another's title does:
        a document goes with the correction and with the original alike."""
        members = [member for member in self.members if not member.has_own_head]
        if not members:
            return []
        head = ReportHead(
            agency=self._agency(),
            fiscal_year=self.identity[1],
            kind=self.identity[2],  # type: ignore[arg-type]
            scope=self.identity[3],  # type: ignore[arg-type]
            title="",
        )
        stored = stored_documents(self.connection, [member.document_key for member in members if member.read is None])
        return [
            part_of(
                interpret_report(
                    member.read.document if member.read is not None else stored[member.document_key],
                    load_catalogue(),
                    head=head,
                )
            )
            for member in members
        ]

    def _interpret(self, parts: Sequence[Part], agency: str) -> Report:
        joined = join(parts)
        # The name by which the publication goes decides, whichever of its documents is the first.
        heads = [part.report.interpretation.head for part in parts if part.report.has_own_head]
        own = next((head for head in heads if normalise_name(head.agency) == agency), joined.head)
        spellings = {joined.head.agency, *joined.head.aliases} - {own.agency}
        head = replace(joined.head, agency=own.agency, title=own.title, aliases=tuple(sorted(spellings)))
        return interpret_report(joined.document, load_catalogue(), head=head)

    def _edition(self, version: Version, number: int, members: tuple[Member, ...], several: bool) -> Edition:
        places = join(version.parts).places
        documents = tuple(
            {
                "part_no": part_no,
                "document_key": member.document_key,
                "first_position": place.first_position,
                "first_table": place.first_table,
                **told,
                "title": told["title"] or version.report.interpretation.head.title,
            }
            for part_no, (member, place, part) in enumerate(zip(members, places.parts, version.parts, strict=True))
            for told in (document_told(part.report, part.notice),)
        )
        return Edition(
            report_key=keys.report_key(version.hashes, *self.identity),
            revision=number,
            members=members,
            is_current=version.is_current,
            evidence=version.evidence if several else "",
            question=version.question,
            documents=documents,
            make=lambda: report_rows(version.report, load_catalogue(), self.aliases, places),
            more={"standing": version.standing, "published_at": version.published_at},
        )

    def _agency(self) -> str:
        """The name of the publication's agency."""
        for member in self.members:
            if member.given is not None:
                for row in member.given.dimensions.get(metadata.tables["core.dim_agency"], ()):
                    if row["agency_key"] == self.identity[0]:
                        return str(row["name"])
        found = self.connection.execute(
            "select g.name from core.dim_agency as g where g.agency_key = %s", (self.identity[0],)
        ).fetchone()
        return str(found[0]) if found else ""


__all__ = ["Edition", "Member", "editions_of"]
