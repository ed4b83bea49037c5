"""What identifies a person goes out of free text; ordinary numbers stay."""

from __future__ import annotations

import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.intake import Redactor

NAMES = ["Maria Keane", "J. Okafor", "Anna Lee", "O'Brien, Siobhan", "A Ray-Smith"]
REDACT = Redactor.from_returns(NAMES, ["WY-100001", "471100"], r"WY-?\d{6}")


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Maria Keane read it.", "[name] read it."),
        ("MARIA KEANE read it.", "[name] read it."),
        ("Ask Keane or Maria.", "Ask [name] or [name]."),
        ("M. Keane and J Okafor", "[name] and [name]"),
        ("Lee said so, O'Brien agreed.", "[name] said so, [name] agreed."),
        ("Ray-Smith's note", "[name]'s note"),
        ("case WY-100001", "case [case]"),
        ("case wy100001, WY 100001", "case [case], [case]"),
        ("sibling WY-999999", "sibling [case]"),
        ("sibling 471100", "sibling [case]"),
        ("DOB 03/04/2009", "[date of birth]"),
        ("D.O.B.: 3.4.09", "[date of birth]"),
        ("dob 2009-04-03", "[date of birth]"),
        ("Date of birth is 3 April 2009", "[date of birth]"),
        ("born on the farm", "born on the farm"),
        ("born 3rd april 2009, the eldest", "[date of birth], the eldest"),
        ("born on 03-Apr-2009", "[date of birth]"),
        ("call 07700 900123", "call [phone]"),
        ("call 07700900123", "call [phone]"),
        ("call 01632 960 123", "call [phone]"),
        ("call (01632) 960123", "call [phone]"),
        ("call 020 7946 0018", "call [phone]"),
        ("call +44 7700 900123", "call [phone]"),
        ("call 0044 7700 900123", "call [phone]"),
        ("call 07700.900.123", "call [phone]"),
        ("NHS 943 476 5919", "NHS [NHS number]"),
        ("NHS 9434765919", "NHS [NHS number]"),
        ("mum@example.org.uk wrote", "[e-mail] wrote"),
        ("lives at AB12 3CD", "lives at [postcode]"),
        ("lives at sw1a1aa", "lives at [postcode]"),
    ],
)
def test_an_identifier_is_replaced_by_what_it_was(text: str, redacted: str) -> None:
    """Names of auditors, case references, dates of birth, telephone and NHS numbers, e-mail, postcodes."""
    assert REDACT(text) == redacted


@pytest.mark.parametrize(
    "text",
    [
        "The meeting of 14/11/2017 led to 3 visits.",
        "Reviewed on 2017-11-14 and on 4 December 2017.",
        "Reviewed 14.11.2017.",
        "In 2017 there were 12 of 1,349 cases, 95% of them open.",
        "Supervision every 6 weeks; form 2017.2; paragraph 10.8.1.",
        "£92,000 was spent on 1440 audits.",
        "Aged 11 to 15, in Year 10, seen 2 or 3 times.",
        "The plan was made with the child in mind.",
        "number 4711000 is another one",
    ],
)
def test_ordinary_words_and_numbers_stay(text: str) -> None:
    """Dates of meetings, counts, years, ages and sums identify nobody."""
    assert REDACT(text) == text


DIGITS = st.text("0123456789", min_size=6, max_size=6)


@given(digits=DIGITS, dash=st.sampled_from(["", "-"]), before=st.text(max_size=20), after=st.text(max_size=20))
@example(digits="100001", dash="-", before="ask 0", after="7")
def test_no_reference_of_the_council_survives(digits: str, dash: str, before: str, after: str) -> None:
    """Whatever stands around it."""
    assert f"WY{dash}{digits}" not in REDACT(f"{before}WY{dash}{digits}{after}")


@given(
    references=st.lists(st.from_regex(r"[AB12]{3,7}(A1|B2)", fullmatch=True), min_size=1),
    gap=st.sampled_from(["", "-", " ", "_"]),
)
@example(references=["ABB2", "ABB21A1", "AB121B2", "AB221A1"], gap="")
def test_a_known_reference_goes_whole_whichever_others_begin_like_it(references: list[str], gap: str) -> None:
    """However it is spaced."""
    redact = Redactor.from_returns([], references, r"WY-?\d{6}")
    for ref in references:
        assert redact(f"see {gap.join(ref.lower())} now") == "see [case] now"


def test_a_round_of_many_cases_does_not_take_longer_over_each_text() -> None:
    """A hundred times the references; not ten times the work."""

    def seconds(references: int) -> float:
        redact = Redactor.from_returns([], [f"WY-{n * 37 % 100_000:06}" for n in range(references)], r"WY-?\d{6}")
        start = time.process_time()
        for _ in range(200):
            redact("We were told why the worker was away, and when she would be back with the family. " * 3)
        return time.process_time() - start

    assert seconds(3_000) < 10 * seconds(30)


@given(number=st.integers(7_000_000_000, 7_999_999_999), gap=st.sampled_from(["", " ", "-", "."]))
def test_no_mobile_number_survives(number: int, gap: str) -> None:
    """Eleven digits from 07, in groups of five, three and three."""
    digits = f"0{number}"
    text = gap.join([digits[:5], digits[5:8], digits[8:]])
    assert digits[5:] not in REDACT(f"mum on {text} after six").replace(gap, "")


@given(day=st.dates(), form=st.sampled_from(["%d/%m/%Y", "%d.%m.%y", "%d %B %Y", "%Y-%m-%d", "%d-%b-%Y"]))
def test_no_date_of_birth_survives_and_a_date_of_a_meeting_does(day, form) -> None:
    """The word before it makes the difference."""
    if day.year < 1000:
        return
    text = day.strftime(form)
    assert REDACT(f"DOB: {text}") == "[date of birth]"
    assert REDACT(f"met on {text}.") == f"met on {text}."


@given(text=st.text())
def test_redacting_twice_changes_nothing_more(text: str) -> None:
    """Any text at all can be redacted, and what is redacted stays so."""
    assert REDACT(REDACT(text)) == REDACT(text)


def test_without_names_and_references_the_patterns_still_work() -> None:
    """A round in which nobody gave a name."""
    redact = Redactor.from_returns([], [], r"WY-?\d{6}")
    assert redact("Maria of WY-100001, 07700 900123") == "Maria of [case], [phone]"


@pytest.mark.parametrize("name", ["", " ", "-", "J.", "(", "a|b", "x" * 500])
def test_an_odd_name_breaks_nothing(name: str) -> None:
    """It is taken literally, and one without letters hides nothing."""
    assert Redactor.from_returns([name], [name], "WY")("The plan was late.") == "The plan was late."


def test_a_role_in_brackets_after_a_name_is_not_redacted_everywhere() -> None:
    """ "Maria Keane (Team Manager)" blocks Keane, and leaves every team manager in the text."""
    redact = Redactor.from_returns(["Maria Keane (Team Manager)"], [], r"WY-?\d{6}")
    assert redact("Keane told the Team Manager") == "[name] told the Team Manager"


@pytest.mark.parametrize(
    ("references", "text", "redacted"),
    [
        (["none"], "Nonetheless, none was seen.", "Nonetheless, none was seen."),
        (["2012"], "In 2012 there were 2012 visits.", "In 2012 there were 2012 visits."),
        (["2012"], "See case 2012, and ref. no. 2012.", "See case [case], and ref. no. [case]."),
        (["471"], "Child 471 was seen 471 times; file no 4711", "Child [case] was seen 471 times; file no 4711"),
        (["A12"], "See A12 and a-12.", "See [case] and [case]."),
    ],
)
def test_a_reference_is_not_found_inside_words_and_years(references, text, redacted) -> None:
    """What holds no digit is none; a short number is one only after a word such as "case"."""
    assert Redactor.from_returns([], references, r"WY-?\d{6}")(text) == redacted


@given(digits=st.text("0123456789", min_size=9, max_size=9), gap=st.sampled_from(["", " ", "-"]))
def test_no_number_in_the_groups_of_an_nhs_number_survives(digits: str, gap: str) -> None:
    """Valid ones by their check digit are called so; a slip of a digit is taken out too, as a number."""
    for check in "0123456789":
        number = gap.join([digits[:3], digits[3:6], digits[6:] + check])
        text = REDACT(f"the number {number}, she said")
        assert digits[6:] + check not in text
        assert "[NHS number]" in text or "[number]" in text or "[phone]" in text
    assert REDACT("943 476 5918") == "[number]"
    assert REDACT("943 476 5919") == "[NHS number]"


def test_a_word_that_was_decided_to_be_a_name_goes_as_it_is_written() -> None:
    """With a capital or in capitals; hope and will stay."""
    redact = Redactor.from_returns([], [], r"WY-?\d{6}", ["Hope"])
    assert redact("Hope's hope: HOPE will, Hopeful.") == "[name]'s hope: [name] will, Hopeful."


@pytest.mark.parametrize(
    ("references", "text", "redacted"),
    [
        (["none", "n/a", "-"], "Nonetheless: none of it, n/a.", "Nonetheless: none of it, n/a."),
        (["ON12"], "It depends on 12 visits, ON12 and on-12", "It depends on 12 visits, [case] and [case]"),
        (["ION12"], "Supervision 12 was late", "Supervision 12 was late"),
        (["1"], "case 1, 1 of 12; in 2011", "case [case], 1 of 12; in 2011"),
        (["12345"], "12345 and 123456 and 1 2345", "[case] and 123456 and [case]"),
    ],
)
def test_a_reference_has_a_digit_and_begins_where_a_word_begins(references, text, redacted) -> None:
    """What could be another word or a count stays, unless a word before it says that it is a case."""
    assert Redactor.from_returns([], references, r"WY-?\d{6}")(text) == redacted
