"""The models that see where a picture has text, and read a line of it."""

from __future__ import annotations

import importlib
import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from etl.documents.scans.render import Grey
from etl.words.vocabulary import read_vocabulary

Reading = tuple[str, float]
"""The text of a line of print, and the confidence in it, 0 to 1."""
Corners = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""

_HEIGHT = 48
"""The recogniser sees a line this high (pixels)."""
_BATCH = 8
_GAP_IN_NUMBER = re.compile(r"(?<=[\d,.，．])\s+(?=[\d,.，．])")


@cache
def _confusions() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple(
        (re.compile(pattern), printed)
        for pattern, printed in read_vocabulary(Path(__file__).with_name("confusions.yaml"))
    )


def as_printed(text: str) -> str:
    """A text with the words that the recogniser is known to confuse, and that no form prints, as they are printed."""
    for pattern, printed in _confusions():
        text = pattern.sub(printed, text)
    return text


@cache
def _engine() -> Any:
    """The models of the package, made once.

    One thread: two share the work of such small models at the price of half as much again, spent waiting for each other.
    Lines are read as wide as they are: as shipped, each is filled up to seven times its height, which triples the work for an amount.
    """
    rapidocr = importlib.import_module("rapidocr")
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "critical",
            "Global.use_cls": False,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Rec.rec_img_shape": [3, _HEIGHT, _HEIGHT],
            "Rec.rec_batch_num": _BATCH,
        }
    )


def text_places(pixels: Grey, longest: int) -> list[Corners]:
    """Rectangles around the text of a picture, which is seen no larger than `longest` pixels."""
    height, width = pixels.shape
    zoom = min(1.0, longest / max(height, width))
    seen = cv2.resize(pixels, None, fx=zoom, fy=zoom, interpolation=cv2.INTER_AREA) if zoom < 1 else pixels
    output = _engine()(np.ascontiguousarray(seen), use_det=True, use_cls=False, use_rec=False)
    if getattr(output, "boxes", None) is None:
        return []
    found = []
    for corners in output.boxes:
        x0, top = (max(0, int(value / zoom)) for value in np.min(corners, axis=0))
        x1, bottom = (int(np.ceil(value / zoom)) for value in np.max(corners, axis=0))
        found.append((x0, top, min(x1, width), min(bottom, height)))
    return [one for one in found if one[2] > one[0] and one[3] > one[1]]


def read_lines(crops: Sequence[Grey]) -> list[Reading]:
    """The text and confidence of each picture of a line."""
    if not crops:
        return []
    coloured = [np.repeat(crop[:, :, None], 3, axis=2) for crop in crops]
    output = _engine().recognize_txt(coloured)
    return [
        (as_printed(_GAP_IN_NUMBER.sub("", str(text).strip())), round(float(score), 4))
        for text, score in zip(output.txts, output.scores, strict=True)
    ]
