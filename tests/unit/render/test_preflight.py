"""What is refused before rendering, in words and with the line."""

from __future__ import annotations

import pytest

from pipeline.errors import RenderError
from pipeline.render import render

FIGURE = '# One\n\n![Caption]({}){{#fig-x fig-alt="Bars."}}\n'


def refusal(document) -> RenderError:
    """The refusal that rendering ends in."""
    with pytest.raises(RenderError) as caught:
        render(document, ["html", "pdf"], "embedded")
    return caught.value


def line_of(document, words: str) -> int:
    """The line of the document that holds the words."""
    return next(n for n, line in enumerate(document.read_text(encoding="utf-8").split("\n"), 1) if words in line)


@pytest.mark.parametrize(
    ("body", "message", "words"),
    [
        ("## Too deep\n", 'the first heading, "Too deep", is level 2; it should be level 1', "Too deep"),
        (
            "# One\n\n### Skipped *here*\n",
            'the heading "Skipped here" is level 3, under a heading of level 1',
            "Skipped",
        ),
        ("# One\n\n## \n\nText.\n", "a heading of level 2 is empty", "## "),
        ("# One\n\n![Caption](figures/left){#fig-x}\n", 'the image "figures/left" has no alternative text', "Caption"),
        (FIGURE.format("figures/none"), 'the image "figures/none.svg" is missing', "figures/none"),
        (FIGURE.format("/etc/passwd"), "leads out of the document's folder", "/etc/passwd"),
        (FIGURE.format("../secret.svg"), "leads out of the document's folder", "../secret"),
        (FIGURE.format("figures/%2e%2e/x.svg"), "leads out of the document's folder", "%2e"),
        (FIGURE.format("https://example.org/x.svg"), "is not a file in the document's folder", "https"),
        (FIGURE.format("file:///etc/passwd"), "is not a file in the document's folder", "file:"),
        (FIGURE.format("included.md"), "is not of a kind a report can hold", "included"),
        ("# One\n\nA \U0001f600 here.\n", "the fonts have no character U+1F600", "here"),
        ("# One\n\n&#x5d0; here.\n", "the fonts have no character U+05D0", None),
        ("# One\n\n```{python}\nprint(1)\n```\n", "code (also a code cell or a diagram) cannot", "{python}"),
        ("# One\n\n```{=typst}\n#panic()\n```\n", "code (also a code cell or a diagram) cannot", "{=typst}"),
        ("# One\n\n    indented\n", "code (also a code cell or a diagram) cannot", "indented"),
        ("# One\n\n`x`{=html}\n", "code (also a code cell or a diagram) cannot", "`x`"),
        ("# One\n\n$x^2$\n", "a formula", "x^2"),
        ("# One\n\n::: {.panel-tabset}\nText\n:::\n", 'a block ".panel-tabset" cannot be used', "tabset"),
        ("# One\n\n::: {layout-ncol=9}\nText\n:::\n", "layout-ncol can be 2, 3 or 4", "layout-ncol"),
        ("# One\n\nSee [@smith2000].\n", "would be a citation", "smith2000"),
        ("# One\n\nMail me@example.org, or @someone.\n", "would be a citation", "someone"),
        ("# One\n\n[x]{.big}\n", "a span in square brackets", "[x]"),
        ("# One\n\n* * *\n", "a horizontal rule", None),
        ("# One\n\n::: {.key-figures}\nText\n:::\n", "holds one bullet list", "key-figures"),
        ("# One\n\n::: {.key-figures}\n- 20 words\n:::\n", "begins with its number in bold", None),
        ("# One\n\n[x](javascript:alert(1))\n", "a link may begin with http:, https:, mailto: or #", "javascript"),
        ("# One\n\n[x](other.html)\n", "a link may begin with http:, https:, mailto: or #", "other.html"),
        ("# One\n\n[x](#nowhere)\n", "nothing in this document to link to at #nowhere", "nowhere"),
        ("# One\n\nSee @tbl-none.\n", "no such cross-reference: @tbl-none", "tbl-none"),
        ("[]{.para} Too early.\n", "a numbered paragraph stands under a heading", None),
        ("# One\n\n[7.7]{.para} Text.\n", "paragraph 7.7 stands where 1.1 is due", None),
        ("# A {.unnumbered}\n\n[]{.para} Text.\n", "a numbered paragraph stands under a heading", None),
        ("# A {.unnumbered}\n\n## B\n", "add {.unnumbered}", None),
        ("# Appendix A: x {.unnumbered}\n\n# Appendix A: y {.unnumbered}\n", "there are two appendices A", None),
        ("# One\n\n{{< var auditd >}}\n", "Did you mean audited?", "auditd"),
        ("# One\n\n{{< meta nope >}}\n", 'meta asks for "nope", which the front matter does not give', "nope"),
        ("# One\n\n{{< env HOME >}}\n", 'the shortcode "env" is not known', "env"),
        ("# One\n\n{{< var audited\n", "a shortcode is not closed", "audited"),
        ("# One\n\nText {{< pagebreak >}}\n", "stands alone on its line", "pagebreak"),
        ("# One\n\n{{< include ../x.md >}}\n", "only a .md or .qmd file inside the document's folder", "../x"),
        ("# One\n\n{{< include theme/report.css >}}\n", "only a .md or .qmd file", "include theme"),
        ("# One\n\n{{< include nope.md >}}\n", 'the included file "nope.md" does not exist', "nope.md"),
        ("# One\n\n{{< include report.qmd >}}\n", "does it include itself?", None),
    ],
)
def test_a_fault_is_named_with_its_line(build, body, message, words):
    """Each fault is said in words, and the line is the one it stands in."""
    document = build(body)
    error = refusal(document)
    assert message in str(error)
    assert "Traceback" not in str(error)
    if words:
        assert error.line == line_of(document, words)


def test_what_pandoc_only_warns_of_is_refused(build):
    """A footnote written twice would lose one of its texts with no more than a warning."""
    error = refusal(build("# One\n\nText.[^a]\n\n[^a]: First.\n\n[^a]: Second.\n"))
    assert "note" in str(error).lower()
    assert "duplicate" in str(error).lower()


def test_a_document_that_pandoc_cannot_finish_is_given_up(build, monkeypatch):
    """After a time it is said so, whatever it is that takes so long."""
    monkeypatch.setattr("pipeline.render.pandoc.SECONDS", 0.0001)
    assert "pandoc did not finish within 0.0001 seconds" in str(refusal(build("# One\n")))


def test_a_document_without_a_title_is_refused(build):
    """PDF/UA needs a title."""
    assert "has no title" in str(refusal(build("# One\n", title="")))


def test_an_image_behind_a_symbolic_link_is_refused(build, tmp_path):
    """A link in the folder cannot bring in a file from outside."""
    document = build(FIGURE.format("figures/linked"))
    secret = tmp_path / "secret.svg"
    secret.write_text("<svg/>", encoding="utf-8")
    (document.parent / "figures" / "linked.svg").symlink_to(secret)
    assert "is a symbolic link" in str(refusal(document))


def test_an_included_file_behind_a_symbolic_link_is_refused(build, tmp_path):
    """Nor can an include."""
    document = build("# One\n\n{{< include linked.md >}}\n")
    (tmp_path / "secret.md").write_text("secret", encoding="utf-8")
    (document.parent / "linked.md").symlink_to(tmp_path / "secret.md")
    assert "include may name only" in str(refusal(document))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# No front matter\n", "does not begin with front matter"),
        ("---\ntitle: [x\n---\n", "the front matter is not YAML"),
        ("---\n- x\n---\n", "is not a list of keys and values"),
    ],
)
def test_front_matter_that_cannot_be_read_is_refused(tmp_path, text, message):
    """A document without front matter, or with a broken one, says so."""
    document = tmp_path / "x.qmd"
    document.write_text(text, encoding="utf-8")
    assert message in str(refusal(document))


def test_a_document_that_is_missing_or_not_text_is_refused(tmp_path):
    """A wrong path and a file that is no text are each one sentence."""
    assert "there is no such document" in str(refusal(tmp_path / "x.qmd"))
    (tmp_path / "x.qmd").write_bytes(b"\xff\xfe\x00")
    assert "is not UTF-8" in str(refusal(tmp_path / "x.qmd"))


def test_a_document_cannot_bring_its_own_filter(build):
    """A filter is a program, so only the reports' own is run."""
    document = build("# One\n", filters=["evil.lua"])
    error = refusal(document)
    assert "the filters are theme/report.lua" in str(error)


@pytest.mark.parametrize("option", ["template", "css"])
def test_a_document_cannot_take_a_template_from_elsewhere(build, option):
    """Templates and style sheets come from the theme folder."""
    document = build("# One\n", format={"html": {option: "../secret.html"}})
    assert "is not in the theme folder" in str(refusal(document))


def test_a_missing_theme_is_named(build):
    """A build folder without its theme says what is missing."""
    document = build("# One\n")
    (document.parent / "theme" / "report.css").unlink()
    assert '"theme/report.css" is missing' in str(refusal(document))
