"""Keys made from what a thing is, not from when or where it was loaded: the same on every machine and in every order."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

_SEPARATOR = b"\x1f"  # ASCII unit separator: no name or code contains it
_POSITIVE = (1 << 63) - 1
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
"""Base32 of RFC 4648, lower case: no 0 beside an o, no 1 beside an l."""
_LENGTH = 13


def key(namespace: str, *parts: str | int) -> str:
    """The key of a natural key, `key("agency", name)`: 13 characters of base32, the first of them a letter a–h.

    A text, because JavaScript and spreadsheets round whole numbers beyond 2⁵³; and one that none of them takes for a number.
    It writes 63 bits of a hash. Among n keys of a namespace the chance of any collision is about n²/2⁶⁴: with a hundred
    million figures' worth of projects below one in a thousand, with the few thousand subjects nil.
    """
    digest = blake2b(digest_size=8, person=b"gongkai-key")
    for part in (namespace, *parts):
        # errors="surrogatepass": a name with broken characters still has a key.
        digest.update(str(part).encode("utf-8", "surrogatepass") + _SEPARATOR)
    number = int.from_bytes(digest.digest(), "big") & _POSITIVE
    return "".join(_LETTERS[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))


def number_of(key: str) -> int:
    """The 63 bits that a key writes: number of an advisory lock, and what the keys of things made of others are hashed of."""
    number = 0
    for letter in key:
        number = number << 5 | _LETTERS.index(letter)
    return number


def document_key(sha256: str) -> str:
    """Key of `raw.document`."""
    return key("document", sha256)


def agency_key(name: str) -> str:
    """Key of `core.dim_agency`; `name` is normalised."""
    return key("agency", name)


def agencies_key() -> str:
    """Key of the advisory lock under which all agencies are put together."""
    return key("agencies")


def function_key(code: str, fiscal_year: int) -> str:
    """Key of `core.dim_function`: a subject in a year, whatever a report calls it."""
    return key("function", code, fiscal_year)


def economic_key(code: str, fiscal_year: int) -> str:
    """Key of `core.dim_economic`; the systems share no code."""
    return key("economic", code, fiscal_year)


def project_key(agency: str, name: str) -> str:
    """Key of `core.dim_project`; `name` is normalised."""
    return key("project", number_of(agency), name)


def report_key(sha256s: Iterable[str], agency: str, fiscal_year: int, kind: str, scope: str) -> str:
    """Key of `core.dim_report`: the documents of a version, in whatever order, and whose report for which year it is."""
    return key("report", *sorted(sha256s), number_of(agency), fiscal_year, kind, scope)


def identity_key(agency: str, fiscal_year: int, kind: str, scope: str) -> str:
    """Key of what revisions share: of the advisory lock under which they are written."""
    return key("identity", agency, fiscal_year, kind, scope)
