"""No identifier in any byte: however it is written, wherever in a file it hides; and nothing found where nothing is."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile
import zlib

import pytest

from pipeline.check.identifiers import CASE, FILE, PERSON, PSEUDONYM, identifiers_of
from pipeline.store import save_table
from pipeline.tables import as_table
from tests.conftest import SmallRounds

REFERENCE, NUMBER, SHORT, AUDITOR = "WY-204913", "8841207", "77", "Marguerite O'Shaughnessy (Team Manager)"


@pytest.fixture(scope="module")
def known(tmp_path_factory):
    """What identifies anybody in a round with these cases, one auditor and one return."""
    import shutil

    from pipeline.workspace import Workspace
    from tests.conftest import REPOSITORY

    root = tmp_path_factory.mktemp("known")
    shutil.copytree(REPOSITORY / "data" / "council", root / "data" / "council")
    small = SmallRounds(Workspace.at(root))
    folder = small.write("2017-12", ())
    (folder / "approvals.yml").write_text(
        "words:\n  - {word: Fields, because: playing fields, by: Head of Service, date: 2018-01-09}\n", encoding="utf-8"
    )
    processed = small.workspace.round("2017-12").processed
    stands = [(f"C-12345678abc{n}", "case", ref) for n, ref in enumerate((REFERENCE, NUMBER, SHORT))]
    people = (AUDITOR, "T. May", "Ann Fields", "Jo Li")
    stands += [(f"P-12345678abc{n}", "person", name) for n, name in enumerate(people)]
    rows = [{"pseudonym": p, "kind": k, "stands_for": s} for p, k, s in stands]
    save_table(processed, "keys", as_table("keys", rows))
    received = {
        "file": "post/Audit Jayden B.xlsx",
        "kind": "return",
        "found": 1,
        "used": 1,
        "merged": 0,
        "set_aside": 0,
    }
    save_table(processed, "received", as_table("received", [received]))
    return identifiers_of(small.workspace, "2017-12")


def found(known, folder, data, name="page.html"):
    """What is found in a file of some bytes."""
    path = folder / name
    path.write_bytes(data)
    return {trace.what for trace in known.traces(path)}


def page(text):
    """A page with some words in it."""
    return f"<html lang=en><head><title>Audit</title></head><body><main><p>{text}</p></main></body></html>".encode()


def packed(**parts):
    """A zip of parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in parts.items():
            file.writestr(name, data)
    return made.getvalue()


def picture(chunk, text):
    """A PNG of nothing but a text chunk."""
    body = {
        b"tEXt": b"Comment\0" + text,
        b"zTXt": b"Comment\0\0" + zlib.compress(text),
        b"iTXt": b"Comment\0\1\0en\0\0" + zlib.compress(text),
    }[chunk]
    return b"\x89PNG\r\n\x1a\n" + len(body).to_bytes(4, "big") + chunk + body + bytes(4)


WRITTEN = {
    "as it is": REFERENCE.encode(),
    "without its dash": b"wy204913",
    "with a space": b"WY 204913",
    "in UTF-16": REFERENCE.encode("utf-16-le"),
    "in UTF-16, big end first": REFERENCE.encode("utf-16-be"),
    "backwards": REFERENCE[::-1].encode(),
    "in hexadecimal": REFERENCE.encode().hex().encode(),
    "in base64": base64.b64encode(b"the case " + REFERENCE.encode() + b" of them"),
    "in base64, shifted": base64.b64encode(b"a case " + REFERENCE.encode() + b" of them"),
    "in entities": "".join(f"&#{ord(c)};" for c in REFERENCE).encode(),
}
PLACES = {
    "a part of a zip": (lambda data: packed(a=data), "book.zip"),
    "a part of a part": (lambda data: packed(a=packed(b=data)), "book.zip"),
    "a comment of a page": (lambda data: page("Nothing") + b"<!-- " + data + b" -->", "page.html"),
    "what follows a file": (lambda data: packed(a=b"nothing") + data, "book.zip"),
    "gzip": (gzip.compress, "drawing.svgz"),
    "a stream of a PDF": (lambda data: b"%PDF-1.7\nstream\n" + zlib.compress(data) + b"\nendstream", "raw.bin"),
    "a data URI": (lambda data: b'<img src="data:text/plain;base64,' + base64.b64encode(data) + b'">', "page.html"),
    "tEXt of a picture": (lambda data: picture(b"tEXt", data), "chart.png"),
    "zTXt of a picture": (lambda data: picture(b"zTXt", data), "chart.png"),
    "iTXt of a picture": (lambda data: picture(b"iTXt", data), "chart.png"),
    "a picture in a part": (lambda data: packed(media=picture(b"zTXt", data)), "deck.zip"),
}


@pytest.mark.parametrize("way", WRITTEN)
def test_a_reference_is_found_however_it_is_written(known, tmp_path, way):
    """In the bytes of a file that nobody reads."""
    assert CASE in found(known, tmp_path, b"\x00\x01 " + WRITTEN[way] + b" \x02", "file.bin")


def test_the_reference_of_another_case_is_not_that_one(known, tmp_path):
    """Not even the next number, which only its last digit tells apart, however it is written."""
    other = REFERENCE[:-1] + "4"
    ways = [other.encode(code) for code in ("ascii", "utf-16-le", "utf-16-be")]
    ways += [other[::-1].encode(), other.encode().hex().encode()]
    assert CASE not in found(known, tmp_path, b" \x00 ".join(ways), "file.bin")


@pytest.mark.parametrize("place", PLACES)
def test_a_reference_is_found_wherever_it_hides(known, tmp_path, place):
    """Packed, pressed, in a comment, after the end."""
    hide, name = PLACES[place]
    assert CASE in found(known, tmp_path, hide(REFERENCE.encode()), name)


@pytest.mark.parametrize(
    ("words", "what"),
    [
        ("Marguerite O'Shaughnessy", PERSON),
        ("O'Shaughnessy, Marguerite", PERSON),
        ("marguerite_o'shaughnessy", PERSON),
        ("Audit Jayden B.xlsx", FILE),
        ("P-12345678ABC0", PSEUDONYM),
        ("8841207", "what looks like a case reference"),
        ("case no. 77", "what looks like a case reference"),
        ("WY-999999", "what looks like a case reference"),
        ("seen on 07700 900123", "what looks like a telephone number"),
        ("a.b@example.org", "an e-mail address"),
        ("born on 3.4.2009", "a date of birth"),
        ("943 476 5919", "an NHS number"),
        ("WC2N 5DU", "what looks like a postcode"),
        ("as Fields said", None),
        ("in May 2017", None),
        ("77 of 118 cases", None),
        ("0.0388412071", None),
        ("a share of 18841207.5", None),
        ("Northfields and mayor", None),
        ("Marguerites in the garden", None),  # a word that goes on at one end is another word
        ("Jo Li said so", PERSON),  # too short to be looked for in bytes that nobody reads
    ],
)
def test_what_can_be_read_names_nobody(known, tmp_path, words, what):
    """Identifiers are found, and words and figures that only look like one are left alone."""
    assert found(known, tmp_path, page(words)) == ({what} if what else set())


def test_what_stands_around_is_shown_without_what_identifies(known, tmp_path):
    """A person can find the place, and the message can be passed on."""
    path = tmp_path / "page.html"
    path.write_bytes(page("It was O'Shaughnessy who saw WY-999999 at home."))
    told = [trace.around for trace in known.traces(path) if trace.place == "its text"]
    assert told == ["It was [name] who saw [case] at home."] * 2
    around = " ".join(trace.around for trace in known.traces(path))
    assert "Shaughnessy" not in around and "999999" not in around


def test_an_attribute_a_property_and_a_hidden_part_are_read(known, tmp_path):
    """Numbers that are searched in text alone are found in alt text and in the parts of an Office file too."""
    looks = {"what looks like a case reference"}
    assert found(known, tmp_path, page("x").replace(b"<p>", b'<p><img alt="Case 8841207">')) == looks
    assert found(known, tmp_path, packed(**{"docProps/core.xml": "<a><b>8841207</b></a>"}), "deck.zip") == looks
    assert found(known, tmp_path, b'{"note": ["8841207"]}', "about.json") == looks


def test_a_drawing_is_not_taken_for_a_reference(known, tmp_path):
    """The places of lines and the digests of files hold any digits there are."""
    drawing = (
        b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M 8841207 8841207 L 310.8841207 1"/><text>1</text></svg>'
    )
    assert found(known, tmp_path, drawing, "chart.svg") == set()
    assert found(known, tmp_path, f"{'8841207a' * 8}  page.html\n".encode(), "SHA256SUMS") == set()
