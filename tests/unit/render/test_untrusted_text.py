"""Words typed into a return are words in the report, whatever they look like."""

from __future__ import annotations

import re
import subprocess

import pypandoc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.check.texts import read_text
from pipeline.markdown import READER, drawable, escape, is_drawn
from pipeline.render import render
from tests.attacks.typed import ATTACKS, as_typed, assert_office_file_is_inert, assert_pdf_is_inert, squeeze


def plain(markdown):
    """What pandoc reads in the Markdown, as one line of plain text."""
    command = [pypandoc.get_pandoc_path(), "--sandbox", "-f", READER, "-t", "plain-smart", "--wrap=none"]
    done = subprocess.run(command, input=markdown.encode(), capture_output=True, check=True)
    return " ".join(done.stdout.decode().split())


def test_attacks_are_inert_and_shown_as_typed_in_every_place(build, pdf_text):
    """In a paragraph, list, cell, caption, heading, callout, alternative text and metadata, an attack is only text."""
    every = [escape(attack) for attack in ATTACKS]
    cells = "\n".join(f"| {n} | {words} |" for n, words in enumerate(every))
    body = "\n\n".join(
        [
            "# Findings",
            *every,
            *(f"## {words}" for words in every),
            *(f"[]{{.para}} {words}" for words in every),
            *(f"- {words}" for words in every),
            *(f"- *{words}*\n- **{words}**" for words in every),
            f"| No | Words |\n|---|---|\n{cells}\n\n: [{every[3]}]{{}} {{#tbl-attacks}}",
            f'::: {{.callout-note title="{every[0]} {every[7]}"}}\n{every[0]}\n:::',
            f'![{every[0]}](figures/left){{#fig-a fig-alt="{every[1]} {every[7]}"}}',
        ]
    )
    document = build(body, title=every[0], author=every[7], subtitle=every[12])
    files = render(document, ["html", "pdf", "docx"], "embedded").files
    page = files["html"].read_text(encoding="utf-8")
    assert "<script" not in page
    assert not re.search(r"<[^>]*\son\w+=", re.sub(r'"[^"]*"', '""', page))
    assert set(re.findall(r'href="([^#"][^"]*)', page)) == set()
    for shown in (squeeze(pdf_text(files["pdf"])), squeeze(read_text(files["docx"]))):
        for attack in ATTACKS:
            assert shown.count(squeeze(as_typed(attack))) >= 5, attack
    assert_office_file_is_inert(files["docx"])
    assert_pdf_is_inert(files["pdf"])


def test_attacks_are_inert_and_shown_as_typed_on_slides(build):
    """In a title, a list, a cell, a caption, an alternative text, notes and the first slide, an attack is only text."""
    every = [escape(attack) for attack in ATTACKS]
    slides = [
        f"## {words}\n\n- {words}\n- **{words}**\n\n::: {{.notes}}\n{words}\n:::\n\n"
        f"## Table\n\n| No | Words |\n|---|---|\n| 1 | {words} |\n\n: [{words}]{{}}\n\n"
        f'## Picture\n\n![](figures/left){{fig-alt="{words}"}}'
        for words in every
    ]
    document = build("\n\n".join(slides), title=every[0], author=every[7], subtitle=every[12])
    deck = render(document, ["slides"], "embedded").files["slides"]
    shown = squeeze(read_text(deck))
    for attack in ATTACKS:
        assert shown.count(squeeze(as_typed(attack))) >= 7, attack
    assert_office_file_is_inert(deck)


def test_markup_that_survives_the_reader_is_stopped_by_the_filter(build):
    """Attributes that pandoc would keep are gone from the page: only those on the list stay."""
    body = (
        "# One {onclick=alert(1) style=position:fixed}\n\n"
        '[link](https://example.org "title"){onmouseover=alert(1) .x target=_blank}\n\n'
        '![Cap](figures/left){fig-alt="Bars" onerror=alert(1) style=x width="9;x" srcset=x}\n\n'
        '::: {.callout-note onclick=alert(1) title="T" typst:fill=red}\nText\n:::\n'
    )
    page = render(build(body), ["html", "pdf"], "embedded").files["html"].read_text(encoding="utf-8")
    main = page.split("<main", 1)[1]
    assert not re.search(r"alert|onclick|srcset|_blank|position:fixed|typst:|title=", main)
    assert "Note: T" in main


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_reads_back_as_typed(attack):
    """Pandoc's plain text of the escaped attack is the attack."""
    assert plain(escape(attack)) == as_typed(attack)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(max_size=60), min_size=1, max_size=40))
def test_whatever_is_typed_reads_back(texts):
    """Escaped text is read by pandoc as the same text, white space folded; many texts in one call."""
    found = plain("\n\n".join(f"BEGIN {escape(text)} END" for text in texts))
    assert found == " ".join(" ".join(f"BEGIN {as_typed(text)} END".split()) for text in texts)


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_escaped_text_is_one_drawable_line_without_shortcode_or_fence(text):
    """No line break, no character the fonts lack, and nothing that Quarto reads before pandoc does."""
    escaped = escape(text)
    assert len(escaped.splitlines()) <= 1
    assert all(is_drawn(character) for character in escaped)
    assert not re.search(r"\{\{|\}\}|:::|[<>`{}@]", escaped)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("  a\n\tb\u00a0c ", "a b c"),
        ("\u05d0\x07", "\ufffd\ufffd"),
        ("co\u00adop\u200b", "coop"),
        ("caf\u00e9 cafe\u0301", "caf\u00e9 cafe\u0301"),
        ("\u2764\ufe0f", "\u2764"),
        (3, "3"),
    ],
)
def test_what_cannot_be_drawn_is_replaced_or_dropped(typed, shown):
    """White space is folded, an undrawable or control character becomes U+FFFD, an invisible one goes."""
    assert drawable(typed) == shown


def test_the_replacement_character_can_be_printed(build, pdf_text):
    """U+FFFD, which stands for what the fonts lack, passes PDF/UA."""
    files = render(build(f"# One\n\nThe name \\({escape('א')}\\) was typed.\n"), ["pdf"], "embedded").files
    assert "The name (\ufffd) was typed." in pdf_text(files["pdf"])
