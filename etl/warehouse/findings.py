"""What a person says becomes of an issue that an audit found: kept by its key, whatever is loaded, built or taken out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

import psycopg

from etl.errors import WarehouseError

Connection = psycopg.Connection[Any]
State = Literal["accepted", "explained", "sent"]

_KEY = re.compile("[0-9a-f]{16}")
_BEGINNING = re.compile("[0-9a-f]{6,16}")
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class SettledFinding:
    """An issue that was settled: its key, how many findings of the marts share it, and what one of them says; "" where none does."""

    issue_key: str
    count: int
    message: str
    is_shown: bool
    """Whether the marts show it already."""


def settle_finding(connection: Connection, key: str, state: State, note: str, by: str = "") -> SettledFinding:
    """Keep what becomes of an issue; what was said before is replaced. The marts show it at once where this role may write them.

    `key` is the key of an issue or of a finding, or the beginning of one that the marts have. A whole key of an issue that they don't have
    is kept, too: it is of a file that isn't loaded. WarehouseError where nothing or more than one issue is meant.
    """
    issue, count, message = _meant(connection, key)
    with connection.transaction():
        connection.execute(
            """
            insert into core.finding_settlement (issue_key, state, note, about, settled_by)
            values (%(issue)s, %(state)s, %(note)s, %(about)s, coalesce(nullif(%(by)s, ''), current_user))
            on conflict (issue_key) do update set
                state = excluded.state,
                note = excluded.note,
                about = case when excluded.about = '' then finding_settlement.about else excluded.about end,
                settled_by = excluded.settled_by,
                settled_at = now()
            """,
            {"issue": issue, "state": state, "note": note, "about": message, "by": by},
        )
    return SettledFinding(issue, count, message, _shown(connection, issue))


def reopen_finding(connection: Connection, key: str) -> SettledFinding:
    """Take back what was said of an issue. WarehouseError where nothing was."""
    settled = connection.execute(
        "select issue_key from core.finding_settlement where starts_with(issue_key, %s)", (key.strip().lower(),)
    ).fetchall()
    issue = str(settled[0][0]) if len(settled) == 1 else _meant(connection, key)[0]
    if not connection.execute("delete from core.finding_settlement where issue_key = %s", (issue,)).rowcount:
        raise WarehouseError("nothing was settled about it", place=key, next_step="gongkai audit shows what is settled")
    count = _count(connection, issue)
    return SettledFinding(issue, count, "", _shown(connection, issue))


def copy_settlements(source: Connection, target: Connection) -> None:
    """Bring what persons said into a database that has nothing but reports, an audit's; a source without such a table has nothing to say."""
    there = source.execute("select to_regclass('core.finding_settlement')").fetchone()
    if there is None or there[0] is None:
        return
    columns = "issue_key, state, note, about, settled_by, settled_at"
    rows = source.execute(f"select {columns} from core.finding_settlement").fetchall()  # noqa: S608 - names of our own
    if rows:
        with target.cursor().copy(f"copy core.finding_settlement ({columns}) from stdin") as copy:
            for row in rows:
                copy.write_row(row)


def _has_marts(connection: Connection) -> bool:
    """Whether the marts have states: they are of this version."""
    found = connection.execute(
        """
        select count(*)
        from information_schema.columns
        where table_schema = 'marts' and table_name = 'reconciliation_finding' and column_name = 'state_note'
        """
    ).fetchone()
    return found is not None and found[0] == 1


def _meant(connection: Connection, key: str) -> tuple[str, int, str]:
    """The one issue that a key means, how many findings share it, and what the first of them says."""
    wanted = key.strip().lower()
    if not _BEGINNING.fullmatch(wanted):
        raise WarehouseError(
            "no key of a finding",
            place=key,
            next_step="give issue_key as gongkai audit prints it, or its first six digits",
        )
    found: list[tuple[str, int, str]] = []
    if _has_marts(connection):
        found = connection.execute(
            """
            select issue_key, count(*), (array_agg(message order by report_key, evaluation_no))[1]
            from marts.reconciliation_finding
            where starts_with(issue_key, %(key)s) or starts_with(finding_key, %(key)s)
            group by issue_key
            order by issue_key collate "C"
            """,
            {"key": wanted},
        ).fetchall()
    if len(found) > 1:
        listed = "; ".join(f"{issue} {message[:60]}" for issue, _, message in found[:_SHOWN])
        raise WarehouseError(
            f"it is the beginning of {len(found)} keys", place=key, next_step=f"give more of one: {listed}"
        )
    if found:
        return found[0][0], int(found[0][1]), str(found[0][2])
    if not _KEY.fullmatch(wanted):
        raise WarehouseError(
            "no finding of the marts has such a key",
            place=key,
            next_step="give all 16 digits, or run gongkai build first",
        )
    return wanted, 0, ""


def _count(connection: Connection, issue: str) -> int:
    if not _has_marts(connection):
        return 0
    row = connection.execute(
        "select count(*) from marts.reconciliation_finding where issue_key = %s", (issue,)
    ).fetchone()
    return int(row[0]) if row else 0


def _shown(connection: Connection, issue: str) -> bool:
    """Bring the marts up to what is said of an issue; whether this role may, and they have it."""
    if not _has_marts(connection):
        return False
    try:
        with connection.transaction():
            connection.execute(
                """
                update marts.reconciliation_finding as finding
                set
                    state = coalesce(settled.state, 'open'),
                    state_note = settled.note,
                    state_by = settled.settled_by,
                    state_at = settled.settled_at
                from (select %(issue)s::text as issue_key) as meant
                left join core.finding_settlement as settled on meant.issue_key = settled.issue_key
                where finding.issue_key = meant.issue_key
                """,
                {"issue": issue},
            )
    except psycopg.errors.InsufficientPrivilege:
        return False
    return True
