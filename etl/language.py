"""What people read, in their language: Chinese where `--lang`, GONGKAI_LANG or the locale says so, else English.

A command marks its sentences: `_("{number} files")` where it prints one, `N_("…")` where a module only keeps it. The rooms below the
commands mark nothing and know no language: what they raise or note is English, in every locale the same rows of the warehouse. A command
that shows such a sentence hands it to `shown`, which finds the template that it was made of, as `scripts.messages` took it from the source,
and fills the template's translation with the same values. Instead of a lookup by the finished sentence, because values stand in it.
"""

from __future__ import annotations

import gettext
import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final

LANGUAGES: Final = ("zh", "en")
VARIABLE: Final = "GONGKAI_LANG"
DOMAIN: Final = "gongkai"
LOCALE: Final = Path(__file__).with_name("locale")
CHINESE: Final = "zh_CN"
NEXT: Final = " → "
"""What stands between a message and what to do about it (`etl/errors.py`)."""
_FIELD: Final = re.compile(r"(?<!\{)\{([a-z_][a-z_0-9]*)(?:![a-z])?(?::[^{}]*)?\}")
"""A field of a message, with its format: where a sentence is made already, the value has been formatted."""
_LONGEST: Final = 4000
"""Characters of a sentence that is looked for; what is longer is no message of ours."""

_catalogue: gettext.NullTranslations = gettext.NullTranslations()
_chosen = "en"


def wanted(arguments: Sequence[str], environment: Mapping[str, str] = os.environ) -> str:
    """The language, of `LANGUAGES`, that the command line asks for before its command, else the environment."""
    for i, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return _language(argument.partition("=")[2])
        if argument == "--lang":
            return _language("".join(arguments[i + 1 : i + 2]))
        if not argument.startswith("-"):
            break
    said = (environment.get(name) for name in (VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"))
    return _language(next((one for one in said if one), ""))


def _language(name: str) -> str:
    return "zh" if name.lower().startswith("zh") else "en"


def choose(language: str, locale: Path = LOCALE) -> None:
    """Speak this language from now on; English where its catalogue is missing or broken.

    The libraries that read the command line take their sentences from the same catalogue: by the domain of the process and LANGUAGE.
    """
    global _catalogue, _chosen
    _catalogue, _chosen = gettext.NullTranslations(), "en"
    if language == "zh":
        with suppress(Exception):  # a damaged catalogue is no reason to do nothing: English is spoken
            _catalogue, _chosen = gettext.translation(DOMAIN, locale, [CHINESE]), "zh"
    spoken = _chosen == "zh"
    gettext.bindtextdomain(DOMAIN, str(locale))
    gettext.textdomain(DOMAIN if spoken else "messages")
    os.environ["LANGUAGE"] = CHINESE if spoken else "en"
    shown.cache_clear()
    _templates.cache_clear()


def chosen() -> str:
    """The language that is spoken, of `LANGUAGES`."""
    return _chosen


def _(message: str) -> str:
    """The message in the language that is spoken; its values are named fields, filled in afterwards with `str.format`."""
    return _catalogue.gettext(message)


def N_(message: str) -> str:  # noqa: N802 - the name by which gettext's tools know it
    """A message that is kept now and translated with `_` where it is shown."""
    return message


def spoken(text: str) -> str:
    """Of a text in both languages, as the warehouse has descriptions (中文 | English), what is in the language that is spoken."""
    chinese, _bar, english = text.partition(" | ")
    return english if english and _chosen == "en" else chinese


@lru_cache(maxsize=4096)
def shown(text: str) -> str:
    """A sentence of a room, an error with its place and next step, or a list of such, in the language that is spoken.

    What no template made stays as it is: a name, a path, what PostgreSQL or dbt said.
    """
    if _chosen == "en" or len(text) > _LONGEST or not any(char.isascii() and char.isalpha() for char in text):
        return text
    return NEXT.join(_said(part) for part in text.split(NEXT))


def _said(text: str) -> str:
    if (whole := _filled(text)) is not None:
        return whole
    for colon in re.finditer(": ", text):  # a file, page, table or row before it
        if (rest := _filled(text[colon.end() :])) is not None:
            place = ", ".join(_filled(part) or part for part in text[: colon.start()].split(", "))
            return f"{place}: {rest}"
    parts = text.split("; ")
    return "; ".join(_said(part) for part in parts) if len(parts) > 1 else text


def _filled(text: str) -> str | None:
    """The translation of the template that has most in common with the text, filled with what stands in its gaps; None where none fits."""
    told = _catalogue.gettext(text) if text else text
    if told != text:
        return told
    for template in _templates():
        if template.core in text and (found := template.pattern.fullmatch(text)):
            values = {name: _value(value, text) for name, value in found.groupdict().items()}
            return template.translation.format(**values)
    return None


def _value(value: str, whole: str) -> str:
    return value if value == whole else shown(value)


class _Template:
    """A message with fields: what finds it in a text, and what it becomes."""

    def __init__(self, message: str, translation: str) -> None:
        self.pieces = _FIELD.split(message)
        self.translation = _FIELD.sub(r"{\1}", translation)
        literals = self.pieces[::2]
        self.weight = sum(map(len, literals))
        self.core = max(literals, key=len).replace("{{", "{").replace("}}", "}")

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What the message is with any values; compiled where its words stand in a text, for there are a thousand of them."""
        seen: set[str] = set()
        built = ""
        for i, piece in enumerate(self.pieces):
            if i % 2 == 0:
                built += re.escape(piece.replace("{{", "{").replace("}}", "}"))
            else:
                built += f"(?P={piece})" if piece in seen else f"(?P<{piece}>.*?)"
                seen.add(piece)
        return re.compile(built, re.DOTALL)


@lru_cache(maxsize=1)
def _templates() -> tuple[_Template, ...]:
    """The messages with fields; the one with most words of its own comes first."""
    messages: dict[str, str] = getattr(
        _catalogue, "_catalog", {}
    )  # gettext has no public list of what a catalogue holds
    found = [_Template(message, told) for message, told in messages.items() if message and _FIELD.search(message)]
    return tuple(sorted(found, key=lambda template: -template.weight))
