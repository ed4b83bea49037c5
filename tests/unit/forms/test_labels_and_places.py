"""Where answers stand, labels that are one letter off, and the version that a form says it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pipeline.config import plain
from pipeline.forms import Field, ProForma, Sheet, fill, read_records, why_missing
from pipeline.forms.definition import Section
from pipeline.forms.labels import closest_label, printed_version, version_in


def form(*fields: Field, stands: str = "right") -> ProForma:
    """A single-case form of one section."""
    section = Section(heading="Heading", fields=fields)
    return ProForma(
        name="n", version="1", title="t", layout="single-case", sheet="s", stands=stands, sections=(section,)
    )


def read(pro_forma: ProForma, rows: list[list[object]], *others: Sheet) -> dict[str, tuple[object, str]]:
    """Field → value and cell."""
    (record,) = read_records(pro_forma, Sheet("s", rows), {}, others)
    return {id_: (a.value, a.cell) for id_, a in record.answers.items()}


A, B, C = (Field(id=x, label=f"Question {x}") for x in "abc")


def test_answers_may_stand_below_their_labels():
    """Under each, and nowhere else: the row below that is another question's."""
    rows = [["Question a", "Question b"], ["one", None], ["Question c"], [], ["not this"]]
    assert read(form(A, B, C, stands="below"), rows) == {"a": ("one", "A2"), "b": (None, "B2"), "c": (None, "A4")}


def test_what_the_form_wrote_is_no_answer_below():
    """Neither a heading nor the next label."""
    rows = [["Question a", "Question b"], ["Question c", "Heading"], ["three"]]
    assert read(form(A, B, C, stands="below"), rows) == {"a": (None, "A2"), "b": (None, "B2"), "c": ("three", "A3")}


def test_a_field_may_stand_elsewhere_than_the_form_says():
    """Two to the right, where the cell between holds a hint; two below."""
    right, below = A.model_copy(update={"stands": "right 2"}), B.model_copy(update={"stands": "below 2"})
    rows = [["Question a", "(choose)", "one"], ["Question b"], ["(write)"], ["two"], ["Question c", "three"]]
    assert read(form(right, below, C), rows) == {"a": ("one", "C1"), "b": ("two", "A4"), "c": ("three", "B5")}


def test_a_fixed_cell_is_read_where_it_is():
    """On the form's sheet, on another one by its name, blank or not."""
    fixed = [Field(id="a", label="A", cell="B2"), Field(id="b", label="B", cell="Front page!C1")]
    other = Sheet("front PAGE", [[None, None, "two"]])
    assert read(form(*fixed, C), [["Question c", "x"], [None, "one"]], other)["a"] == ("one", "B2")
    found = read(form(*fixed, C), [["Question c", "x"]], other)
    assert found["a"] == (None, "B2")
    assert found["b"] == ("two", "C1")


def test_a_fixed_cell_that_was_moved_is_not_read():
    """A row put in above leaves a label where the answer was; a sheet that is gone has none: both are told."""
    fixed = form(Field(id="a", label="A", cell="B1"), Field(id="b", label="B", cell="Front!C1"), C)
    (record,) = read_records(fixed, Sheet("s", [[None, "Question c", "x"], [None, "one"]]), {})
    assert record.answers.keys() == {"c"}
    done, suggestion = why_missing(record, next(fixed.fields))
    assert done == "not read: there is no answer cell B1, or a label stands in it"
    assert "Undo what moved the cells" in suggestion


@pytest.mark.parametrize(
    ("setting", "says"),
    [
        ({"stands": "left"}, '"left" is no place; write right, below, or with a number of cells: right 2'),
        ({"cell": "14C"}, '"14C" is no cell; write it as C14, or as Front page!C14'),
        ({"cell": "C14", "stands": "below"}, 'it has both "cell" and "stands"'),
    ],
)
def test_a_place_that_is_none_is_refused(setting, says):
    """The sentence says how it is written."""
    with pytest.raises(ValidationError, match=says):
        Field.model_validate({"id": "a", "label": "A"} | setting)


@pytest.mark.parametrize(
    ("text", "close"),
    [
        ("Overal grade", True),
        ("Overall  GRADE s", False),
        ("Overall grades *", True),
        ("Overlal grade", True),
        ("Overall score", False),
        ("Overall grade", False),  # it is the label
    ],
)
def test_a_label_one_letter_off_is_told(core_audit, text, close):
    """Missing, added, wrong or swapped; two letters are another label."""
    grade = next(f for f in core_audit.fields if f.id == "grade")
    assert closest_label(Sheet("s", [["x", text]]), grade) == (text.rstrip(" *") if close else None)


def test_two_texts_that_are_as_close_are_no_suggestion(core_audit):
    """Nobody could say which of them was meant."""
    grade = next(f for f in core_audit.fields if f.id == "grade")
    assert closest_label(Sheet("s", [["Overal grade"], ["Overall grad"]]), grade) is None


@given(st.data())
def test_a_slip_of_the_keys_is_never_read_as_the_label(core_audit, data):
    """One letter taken out of any label: the question is missing and its slip is named, or it is another's label."""
    f = data.draw(st.sampled_from([f for f in core_audit.fields if len(plain(f.label)) > 6]))
    at = data.draw(st.integers(0, len(f.label) - 1).filter(lambda n: f.label[n].isalpha()))
    slip = f.label[:at] + f.label[at + 1 :]
    rows = [[slip if other is f else other.label, "x"] for other in core_audit.fields]
    (record,) = read_records(core_audit, Sheet("s", rows), {})
    if plain(slip) not in {s for other in core_audit.fields for s in other.spellings}:
        assert f.id not in record.answers
        assert why_missing(record, f)[1] == f'Did you mean "{f.label}"? Write it so.'


def test_a_column_one_letter_off_is_told_too(core_audit, words, sheets):
    """The header of a table is mended like a label."""
    book = fill(core_audit, words, {"team": "East"}, {"actions": [{"words": "Write.", "due": "1/1/2018"}]})
    for row in book.worksheets[0].iter_rows():
        for cell in row:
            if cell.value == "Due date":
                cell.value = "Due dat"
    (page, *_) = sheets(book)
    (record,) = read_records(core_audit, page, words)
    assert record.near == {"Due date": "Due dat"}


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("Version 2017.2", "2017.2"),
        ("Core audit tool – version: 3", "3"),
        ("Moderation of audits, version v1.0.", "1.0"),
        ("our version of the form", None),
        ("diversion 3", None),
    ],
)
def test_a_version_is_read_as_it_is_printed(text, version):
    """With or without a letter before the number."""
    assert version_in(text) == version


def test_a_version_stands_at_the_top(core_audit, words, sheets):
    """Ours prints it in both layouts; "version 9" in a comment further down is none."""
    assert {printed_version(sheets(fill(core_audit, words, {}))[0])} == {"2017.2"}
    assert printed_version(sheets(fill(core_audit, words, [{}], layout="register"))[0]) == "2017.2"
    assert printed_version(Sheet("s", [[], *[["x"]] * 8, ["see version 9"]])) is None
