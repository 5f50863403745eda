"""The graphics state of a PDF that decides what is seen, as far as pdfminer doesn't keep it: clips, opacity, blending, layers that are off."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral

from etl.documents.page.geometry import Area
from etl.documents.pdf.paper import Colour

_OPAQUE = 0.99
_NO_COLOUR_KNOWN = ("Separation", "DeviceN", "Pattern", "Indexed", "Lab")
_COLLECTIONS = {
    "GB1": ("UniGB", "GB-", "GBK", "GBpc", "GBT"),
    "CNS1": ("UniCNS", "B5pc", "ETen", "ETHK", "HK", "CNS-"),
    "Japan1": ("UniJIS", "90ms", "90pv", "83pv", "EUC-H", "EUC-V"),
    "Korea1": ("UniKS", "KSC"),
}


@dataclass(frozen=True, slots=True)
class GraphicsState:
    """`clip`: outside of it nothing is drawn (its bounds, None for the whole page). `fill` and `stroke` are opacities from 0 to 1;
    `is_plain`: what is painted replaces what is there, as no mask is set and nothing is blended."""

    clip: Area | None = None
    fill: float = 1.0
    stroke: float = 1.0
    is_plain: bool = True

    @property
    def is_opaque(self) -> bool:
        """Whether a filled shape lets nothing through."""
        return self.is_plain and self.fill >= _OPAQUE

    def within(self, area: Area) -> Area:
        """The part of an area that is drawn."""
        clip = self.clip
        if clip is None:
            return area
        return Area(
            max(area.x0, clip.x0), max(area.top, clip.top), min(area.x1, clip.x1), min(area.bottom, clip.bottom)
        )

    def clipped(self, area: Area) -> GraphicsState:
        """The state with one more clip."""
        return GraphicsState(self.within(area), self.fill, self.stroke, self.is_plain)

    def with_parameters(self, parameters: Mapping[str, Any]) -> GraphicsState:
        """The state after a dictionary of parameters (ExtGState: ca, CA, SMask, BM) was set."""
        fill = _share(parameters.get("ca"), self.fill)
        stroke = _share(parameters.get("CA"), self.stroke)
        is_plain = self.is_plain
        if "SMask" in parameters or "BM" in parameters:
            mask, blend = resolve1(parameters.get("SMask")), resolve1(parameters.get("BM"))
            blend = blend[0] if isinstance(blend, list) and blend else blend
            is_plain = (
                _name(mask) in ("", "None")
                and not isinstance(mask, dict)
                and _name(blend) in ("", "Normal", "Compatible")
            )
        return GraphicsState(self.clip, fill, stroke, is_plain)


def rgb(colour: Any, space: Any) -> Colour | None:
    """A colour of the page as red, green and blue; None for patterns, spot colours and what has no such parts."""
    if getattr(space, "name", "") in _NO_COLOUR_KNOWN:
        return None
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    if not all(isinstance(part, (int, float)) for part in parts):
        return None
    match [float(part) for part in parts]:
        case [grey]:
            return grey, grey, grey
        case [red, green, blue]:
            return red, green, blue
        case [cyan, magenta, yellow, black]:
            return (1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)
        case _:
            return None


def hidden_layers(document: PDFDocument) -> frozenset[int]:
    """The object numbers of layers (optional content groups) that are off when the file is opened."""
    properties = resolve1(document.catalog.get("OCProperties"))
    default = resolve1(properties.get("D")) if isinstance(properties, dict) else None
    if not isinstance(default, dict):
        return frozenset()
    off = _object_numbers(resolve1(default.get("OFF")))
    if _name(resolve1(default.get("BaseState"))) == "OFF":
        off = _object_numbers(resolve1(properties.get("OCGs"))) - _object_numbers(resolve1(default.get("ON")))
    return frozenset(off)


def is_off(layer: object, off: frozenset[int]) -> bool:
    """Whether a layer, or the group of layers that it names (OCMD: shown if any of them is), is off."""
    if isinstance(layer, PDFObjRef) and layer.objid in off:
        return True
    found = resolve1(layer)
    if not isinstance(found, dict) or "OCGs" not in found:
        return False
    members = found["OCGs"]
    listed = resolve1(members)
    numbers = _object_numbers(listed if isinstance(listed, list) else [members])
    return bool(numbers) and numbers <= off


def with_collection(spec: Mapping[str, Any]) -> Mapping[str, Any]:
    """A composite font whose predefined encoding says which characters it holds, said in its system info too.

    Some programs leave these words unencrypted in an encrypted file: decrypted they are noise, and no character would have a code.
    """
    encoding = _name(resolve1(spec.get("Encoding")))
    ordering = next((name for name, starts in _COLLECTIONS.items() if encoding.startswith(starts)), "")
    if not ordering:
        return spec
    info = resolve1(spec.get("CIDSystemInfo")) or {}
    return {**spec, "CIDSystemInfo": {**info, "Registry": b"Adobe", "Ordering": ordering.encode()}}


def _object_numbers(layers: object) -> set[int]:
    members: Iterable[object] = layers if isinstance(layers, list) else ()
    return {layer.objid for layer in members if isinstance(layer, PDFObjRef)}


def _share(value: Any, other: float) -> float:
    found = resolve1(value)
    return float(found) if isinstance(found, (int, float)) else other


def _name(value: object) -> str:
    return str(value.name) if isinstance(value, PSLiteral) else ""
