"""What a file is, by its content and never by its name."""

from __future__ import annotations

import io
import re
import zipfile

from pipeline.intake.containers.refusals import COPY, Refusal, kind_of_file, protected

__all__ = ["as_text", "sniff", "sniff_old_office"]

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ELSEWHERE = "If it is a return, ask for it as an Excel workbook; otherwise move it elsewhere."
_PICTURE = kind_of_file("a picture, and no reader can take answers from one", COPY)
_PACKED = kind_of_file("an archive that is not a zip", "Unpack it into the returns folder.")
_BY_START = (
    (b"%PDF-", kind_of_file("a PDF document, and its answers cannot be read with certainty")),
    (b"\x89PNG\r\n", _PICTURE),
    (b"\xff\xd8\xff", _PICTURE),
    (b"GIF8", _PICTURE),
    (b"II*\0", _PICTURE),
    (b"MM\0*", _PICTURE),
    (b"BM", _PICTURE),
    (b"7z\xbc\xaf\x27\x1c", _PACKED),
    (b"Rar!\x1a\x07", _PACKED),
    (b"\x1f\x8b\x08", _PACKED),
    (b"{\\rtf", kind_of_file("a document in rich text (RTF)", f"Save it as a Word document (.docx). Or: {COPY}")),
)
_ANCIENT = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_ANCIENT_EXCEL = kind_of_file(
    "a workbook of a very old Excel (1995 or before)", "Open it in Excel, and save it as an Excel workbook (.xlsx)."
)
_MAIL = re.compile(r"(Received|From|Subject|MIME-Version|Message-ID|Return-Path|Date|To|X-[\w-]+|Delivered-To):", re.I)
# names of streams in an old container, as its directory spells them → what it is; None: a workbook
_STREAMS: tuple[tuple[str, Refusal | None], ...] = (
    ("Workbook", None),
    ("Book", None),
    ("WordDocument", kind_of_file("an old Word document (.doc)", f"Save it as a Word document (.docx). Or: {COPY}")),
    ("PowerPoint Document", kind_of_file("a PowerPoint presentation")),
    ("__properties_version1.0", kind_of_file("an Outlook message", "Save what is attached to it into the folder.")),
    ("VisioDocument", kind_of_file("a Visio drawing", _ELSEWHERE)),
    ("Quill", kind_of_file("a Publisher document")),
    ("Contents", kind_of_file("a document of an old program, no workbook", _ELSEWHERE)),
)


def sniff(content: bytes) -> str | Refusal:
    """``zip``, ``old office`` or ``text``; or a refusal for what has no cells that anybody could read."""
    if not content:
        return Refusal(
            "the file is empty (0 bytes)", "It was probably cut off on its way: ask for it to be sent again."
        )
    if not content.strip(b"\0"):
        return Refusal("there is nothing in the file but zeros", "Its copy failed: ask for it to be sent again.")
    if content.startswith(_OLE):
        return "old office"
    if content.startswith(_ANCIENT):
        return _ANCIENT_EXCEL
    for start, refusal in _BY_START:
        if content.startswith(start):
            return refusal
    if content[4:8] == b"ftyp":
        return kind_of_file("a picture or a film", COPY)
    if content.startswith(b"PK\x03\x04") or zipfile.is_zipfile(io.BytesIO(content)):
        return "zip"
    if b"%PDF-" in content[:1024]:
        return _BY_START[0][1]
    text = as_text(content[:4096])
    if text is None:
        return "unknown"
    lines = text.splitlines()[:12]
    if sum(bool(_MAIL.match(line)) for line in lines) >= 3 or re.search(r"(?im)^MIME-Version:", text):
        return kind_of_file("an e-mail or a saved web page", "Save what is attached to it into the folder.")
    return "text"


def sniff_old_office(content: bytes) -> Refusal | None:
    """What an old container (OLE) holds, by the first stream in its directory that tells; None for a workbook."""
    if _stream(content, "EncryptedPackage") >= 0:
        return protected(0)
    found = [(place, what) for name, what in _STREAMS if (place := _stream(content, name)) >= 0]
    return min(found, key=lambda f: f[0])[1] if found else None


def _stream(content: bytes, name: str) -> int:
    """Where the directory has an entry of this name, which begins at a multiple of 128 bytes; -1 if nowhere."""
    spelt = name.encode("utf-16-le") + b"\0\0"
    place = content.find(spelt)
    while place >= 0 and place % 128:
        place = content.find(spelt, place + 1)
    return place


def as_text(content: bytes) -> str | None:
    """The text that bytes are: by their mark, as UTF-8, or as Windows wrote before; None if they are no text."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    if len(content) > 3 and content[1] == 0 and content[3] == 0 and content[0] and content[2]:
        return content.decode("utf-16-le", errors="replace")
    if re.search(rb"[\0-\x08\x0e-\x1a\x1c-\x1f]", content):
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data":  # only the start was looked at, up to the middle of a letter
            return content[: error.start].decode("utf-8-sig")
        return content.decode("cp1252", errors="replace")
