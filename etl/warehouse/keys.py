"""Keys made from what a thing is, not from when or where it was loaded: the same on every machine and in every order."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

_SEPARATOR = b"\x1f"  # ASCII unit separator: no name or code contains it
_POSITIVE = (1 << 63) - 1


def key(namespace: str, *parts: str | int) -> int:
    """A positive 63-bit key of a natural key, `key("agency", name)`.

    63 bits fit Postgres' bigint. Among n keys of a namespace the chance of any collision is about n²/2⁶⁴: with a hundred
    million figures' worth of projects below one in a thousand, with the few thousand subjects nil.
    """
    digest = blake2b(digest_size=8, person=b"gongkai-key")
    for part in (namespace, *parts):
        # errors="surrogatepass": a name with broken characters still has a key.
        digest.update(str(part).encode("utf-8", "surrogatepass") + _SEPARATOR)
    # Zero is left out so that a key is always true in a condition.
    return (int.from_bytes(digest.digest(), "big") & _POSITIVE) or 1


def document_key(sha256: str) -> int:
    """Key of `raw.document`."""
    return key("document", sha256)


def agency_key(name: str) -> int:
    """Key of `core.dim_agency`; `name` is normalised."""
    return key("agency", name)


def agencies_key() -> int:
    """Number of the advisory lock under which all agencies are put together."""
    return key("agencies")


def function_key(code: str, fiscal_year: int) -> int:
    """Key of `core.dim_function`: a subject in a year, whatever a report calls it."""
    return key("function", code, fiscal_year)


def economic_key(code: str, fiscal_year: int) -> int:
    """Key of `core.dim_economic`; the systems share no code."""
    return key("economic", code, fiscal_year)


def project_key(agency: int, name: str) -> int:
    """Key of `core.dim_project`; `name` is normalised."""
    return key("project", agency, name)


def report_key(sha256s: Iterable[str], agency: int, fiscal_year: int, kind: str, scope: str) -> int:
    """Key of `core.dim_report`: the documents of a version, in whatever order, and whose report for which year it is."""
    return key("report", *sorted(sha256s), agency, fiscal_year, kind, scope)


def identity_key(agency: int, fiscal_year: int, kind: str, scope: str) -> int:
    """Key of what revisions share: the number of the advisory lock under which they are written."""
    return key("identity", agency, fiscal_year, kind, scope)
