"""A second look at numbers that were read with little confidence, or in a form that no number is printed in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import cv2
import numpy as np

from etl.documents.scans.render import Grey
from etl.documents.scans.scanned_page import DOUBTFUL

Read = Callable[[list[Grey]], list[tuple[str, float]]]
"""Pictures of lines of print → the text and confidence (0 to 1) of each."""

_NUMERIC = re.compile(r"[-−—(（]?(?:[\d.,，。．:;'`·\s]*\d[\d.,，。．:;'`·\s]*|[\d,，]+[-—]\d\d)[)）%％]?")
_SOUND = re.compile(r"[-−(（]?(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:[.．]\d+)?[)）]?[%％]?")
_MONEY = re.compile(r"-?(?:\d{1,3}(?:[,，]\d{3})+|\d{1,3}|\d+)[.．]\d\d")
_SEPARATORS = re.compile(r"([-−(（]?)(\d{1,3}(?:[.,，。．:;]\d{3})*)[.,，。．:;·\-—](\d{2})([)）]?)")
"""A number of money whose separators can only be one thing each: threes of digits, and two after the last."""
_EDGES = ".,，。．:;'`·"
"""What no number begins or ends with: dirt beside it."""
_BORDERS, _DASHES = "|!/\\[]", "-—–_"
"""What strokes of a border beside an amount are read as; a dash before it is a minus."""
_GUESSED = 0.5
"""Confidence, at most, of a number whose separators were taken for what they must be."""
_LIKE_DIGITS = str.maketrans("oOQDlI|", "0000111")
"""Letters that a recogniser takes digits for."""
_STRANGE = 2
"""A number has no more characters that it can't have."""
_SPECK = 0.12
"""Ink of less than this share of the line's height squared is dirt where it doesn't stand at the foot of the line."""


def looked_at_again(
    readings: Sequence[tuple[str, float]], crops: Sequence[Grey], read: Read
) -> list[tuple[str, float]]:
    """The readings of lines of print (`crops`), with those of doubtful numbers replaced where a second look is better.

    Digits are never changed to fit anything: a second reading is taken where it is a sound number and the first is none, or
    where it is the more confident one. Where both are sound and differ, the confidence is the lower of the two, less than DOUBTFUL.
    """
    result = list(readings)
    doubtful = [
        i
        for i, (text, score) in enumerate(readings)
        if _is_nearly_number(text)
        or (
            _NUMERIC.fullmatch(text)
            and (score < DOUBTFUL or not _SOUND.fullmatch(text) or _separators(text) < _points(crops[i]))
        )
    ]
    if not doubtful:
        return result
    clean = read([_without_specks(crops[i]) for i in doubtful])
    large = read([_enlarged(crops[i]) for i in doubtful])
    for i, *others in zip(doubtful, clean, large, strict=True):
        result[i] = _chosen(readings[i], others, _points(crops[i]))
    return result


def of_both(one: tuple[str, float], other: tuple[str, float]) -> tuple[str, float]:
    """What two pictures of a line come to: the surer where both say the same, or words; of numbers that differ the one with the more
    separators, and doubted."""
    if one[0] == other[0] or not (_NUMERIC.fullmatch(one[0]) or _NUMERIC.fullmatch(other[0])):
        return max(one, other, key=lambda reading: reading[1])
    sound = [reading for reading in (one, other) if _SOUND.fullmatch(reading[0])] or [one, other]
    best = max(sound, key=lambda reading: (_separators(reading[0]), reading[1]))
    return best[0], min(one[1], other[1], DOUBTFUL - 0.01)


def _chosen(first: tuple[str, float], others: Sequence[tuple[str, float]], points: int) -> tuple[str, float]:
    if _SOUND.fullmatch(first[0]) and first[1] >= DOUBTFUL:
        # looked at again for a point only: taken where the digits are the same, as what looks like one may be the foot of a digit
        pointed = [one for one in others if _MONEY.fullmatch(one[0]) and _bare(one[0]) == _bare(first[0])]
        return max(pointed, key=lambda one: one[1], default=first)
    sound = [one for one in (first, *others) if _SOUND.fullmatch(one[0])]
    if not sound and (rimmed := _without_rim(first[0])):
        return rimmed, min(first[1], _GUESSED)
    if not sound and not _NUMERIC.fullmatch(first[0]):
        digits = first[0].translate(_LIKE_DIGITS)
        return (digits, min(first[1], _GUESSED)) if _SOUND.fullmatch(digits) else first
    if not sound:
        bare = first[0].strip(_EDGES)
        if _SOUND.fullmatch(bare):
            return bare, min(first[1], _GUESSED)
        match = _SEPARATORS.fullmatch(bare)
        if match is None:
            return first[0], min(first[1], _GUESSED)
        digits = re.sub(r"\D", ",", match[2])
        return f"{match[1]}{digits}.{match[3]}{match[4]}", min(first[1], _GUESSED)
    whole = [one for one in sound if _separators(one[0]) >= points] or sound
    best = max(whole, key=lambda one: one[1])
    if len({_digits(text) for text, _ in sound}) > 1:
        return best[0], min(min(score for _, score in sound), DOUBTFUL - 0.01)
    return best


def _without_rim(text: str) -> str:
    """An amount without the strokes of a border beside it; empty where it has none, or is no amount."""
    bare = text.lstrip(_BORDERS).rstrip(_BORDERS + _DASHES)
    return bare if bare != text and _MONEY.fullmatch(bare) else ""


def _is_nearly_number(text: str) -> bool:
    """Whether a text is a number but for a character or two: letters that look like digits, dirt. Dates and names with numbers are none."""
    if _without_rim(text):
        return True
    strange = [char for char in text if not (char.isdigit() or char in "-−.,，．")]
    if not 0 < len(strange) <= _STRANGE or not any(char.isdigit() for char in text) or _NUMERIC.fullmatch(text):
        return False
    return all(ord(char) in _LIKE_DIGITS for char in strange) or ("." in text and 2 * len(strange) < len(text))


def _bare(text: str) -> str:
    return re.sub(r"[^\d-]", "", text)


def _digits(text: str) -> str:
    return re.sub(r"[^\d.．-]", "", text)


def _separators(text: str) -> int:
    return len(re.findall(r"[.,，．]", text))


def _points(crop: Grey) -> int:
    """How many points and commas a line of digits shows: ink at its foot, low beside the digits, between the first and the last."""
    ink = np.where(crop < _threshold(crop), 255, 0).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    pieces = [tuple(int(value) for value in stats[number][:5]) for number in range(1, count)]
    height = max((high for _, _, _, high, _ in pieces), default=0)
    digits = [piece for piece in pieces if piece[3] >= 0.7 * height]
    if len(digits) < 2:
        return 0
    foot = float(np.median([top + high for _, top, _, high, _ in digits]))
    left, right = min(piece[0] for piece in digits), max(piece[0] for piece in digits)
    return sum(
        0.02 * height * height <= size <= 0.15 * height * height
        and high <= 0.45 * height
        and abs(top + high / 2 - foot) <= 0.25 * height
        and left < x0 < right
        for x0, top, _, high, size in pieces
    )


def _without_specks(crop: Grey) -> Grey:
    """The picture without specks of dirt: ink too small for a stroke, and off the foot of the line where points stand."""
    ink = np.where(crop < _threshold(crop), 255, 0).astype(np.uint8)
    filled = np.flatnonzero(ink.max(axis=1) > 0)
    if not len(filled):
        return crop
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    tall = [int(stats[n][3]) for n in range(1, count)]
    height = max(tall, default=0)
    large = [n for n in range(1, count) if int(stats[n][3]) >= 0.6 * height]
    if not large:
        return crop
    foot = max(int(stats[n][1] + stats[n][3]) for n in large)
    left = min(int(stats[n][0]) for n in large)
    cleaned = crop.copy()
    paper = int(np.median(crop[ink == 0])) if (ink == 0).any() else 255
    for number in range(1, count):
        x0, top, width, high, size = (int(value) for value in stats[number][:5])
        at_foot = top + high >= foot - 0.2 * height and x0 > left
        if (size < _SPECK * height * height and not at_foot and width < 0.35 * height) or size < 0.01 * height * height:
            around = cv2.dilate((labels == number).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
            cleaned[around & ((labels == number) | (labels == 0))] = paper
    return cleaned


def _threshold(crop: Grey) -> float:
    """Half way between ink and paper."""
    return (float(np.percentile(crop, 2)) + float(np.percentile(crop, 90))) / 2


def _enlarged(crop: Grey) -> Grey:
    """The picture twice as large, with paper all around it."""
    paper = int(np.percentile(crop, 90))
    height = crop.shape[0]
    padded = np.pad(crop, ((height // 5, height // 5), (height // 3, height // 3)), constant_values=paper)
    return np.asarray(cv2.resize(padded, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), dtype=np.uint8)
