"""What is packed in a file is unpacked: behind other bytes, in whatever part, and no deeper than a document goes."""

from __future__ import annotations

import io
import zipfile

import pytest

from pipeline.check.layers import layers
from pipeline.check.strings import readable

SAID = b"8841207"


def packed(name: str, data: bytes) -> bytes:
    """A zip of one part."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr(name, data)
    return made.getvalue()


def read(name: str, data: bytes) -> dict[str, str]:
    """What can be read in a file, by its place."""
    return dict(readable(name, data, list(layers(data))))


def test_a_zip_behind_a_picture_is_unpacked() -> None:
    """Programs open it from its end, so it may begin with anything."""
    assert SAID in [layer.data for layer in layers(b"GIF89a and so on" + packed("a", SAID))]


def test_what_only_begins_like_a_zip_is_left_as_it_stands() -> None:
    """Its bytes are searched all the same."""
    broken = b"PK\x03\x04" + SAID
    assert [(layer.place, layer.data) for layer in layers(broken)] == [("", broken)]


def test_four_zips_in_each_other_are_unpacked_and_no_fifth() -> None:
    """A file that unpacks into itself has an end."""
    file = SAID
    for _ in range(5):
        file = packed("a", file)
    places = [layer.place for layer in layers(file)]
    assert "a > a > a > a" in places
    assert max(place.count(" > ") for place in places) == 3
    assert SAID not in [layer.data for layer in layers(file)]


def test_a_part_that_begins_with_words_is_read_by_its_name() -> None:
    """Without its marks, though it does not begin with one."""
    assert read("a.zip", packed("notes.html", b"of <b>2</b><i>5</i>"))["notes.html"] == "of | 2 | 5"


def test_the_words_of_a_picture_and_the_names_of_parts_are_read_however_deep() -> None:
    """They are words though the file around them is none; other bytes are not."""
    body = b"Comment\0" + SAID
    picture = b"\x89PNG\r\n\x1a\n" + len(body).to_bytes(4, "big") + b"tEXt" + body + bytes(4)
    deck = read("a.pptz", packed("media/one.png", picture))
    assert deck["media/one.png > tEXt"] == body.decode()
    assert deck["names of parts"].split() == ["media/one.png"]
    assert "media/one.png" not in deck


@pytest.mark.parametrize(("name", "text"), [("notes.txt", "of 8841207"), ("ledger.jsonl", '{"of": "8841207"}\n["x"]')])
def test_a_plain_file_is_read_whole(name, text) -> None:
    """A ledger without its marks."""
    told = read(name, text.encode())
    assert list(told) == ["its parts"]
    assert sorted(told["its parts"].split(" | ")) == ([text] if name == "notes.txt" else ["8841207", "of", "x"])


def test_what_stands_in_two_runs_of_a_word_file_is_read_as_one() -> None:
    """As its reader sees it: part by part there is no reference there."""
    w = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    runs = "<w:r><w:t>WY-2049</w:t></w:r><w:r><w:t>13</w:t></w:r>"
    file = packed("word/document.xml", f"<w:document {w}><w:body><w:p>{runs}</w:p></w:body></w:document>".encode())
    told = read("a.docx", file)
    assert told["its text"] == "WY-204913"
    assert told["word/document.xml"] == "WY-2049 | 13"
