"""How a text file is encoded: as its mark says, else UTF-8, else GB18030."""

from __future__ import annotations

from etl.errors import DocumentError


def decode(data: bytes, file_name: str) -> tuple[str, str]:
    """Decode a text file: BOM, then UTF-8, then GB18030. Returns (text, encoding).

    Raises DocumentError where the bytes are no text in any of these.
    """
    for bom, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(bom):
            try:
                return data.decode(name), name
            except UnicodeDecodeError as error:
                raise DocumentError(
                    f"not valid {name} at byte {error.start}", place=file_name, next_step="save the file as UTF-8"
                ) from error
    if b"\x00" in data[:65536]:
        raise DocumentError(
            "binary content, not text",
            place=file_name,
            next_step="give the file the right format, or convert it to text",
        )
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as utf8_error:
        # A file cut in the middle of a character is UTF-8 still
        if utf8_error.start >= len(data) - 4 and utf8_error.reason == "unexpected end of data":
            return data[: utf8_error.start].decode("utf-8"), "utf-8"
        try:
            return data.decode("gb18030"), "gb18030"
        except UnicodeDecodeError as error:
            raise DocumentError(
                f"neither UTF-8 (byte {utf8_error.start}) nor GB18030 (byte {error.start})",
                place=file_name,
                next_step="save the file as UTF-8",
            ) from error
