"""Where everything lies, and that no round leads out of it."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.errors import ConfigurationError
from pipeline.workspace import Workspace, as_at_day


@pytest.mark.parametrize(
    "round_id",
    [
        *("../x", "..", ".", "", "/etc", "/2017-12", "2017-12/..", "2017-12/../../x", "2017-12\\..", "2017-12\n"),
        *("C:2017-12", "2017-1", "17-12", "2017-12-", "2017-12-All", "2017-12 x", "~", "2017-12\x00", "２０１７-12"),
    ],
)
def test_no_round_leads_out_of_the_workspace(tmp_path, round_id) -> None:
    """An id is a year, a month and words, in plain letters and digits; the sentence gives examples."""
    with pytest.raises(ConfigurationError, match=r"is no round id: .* such as 2017-12 or 2012-11-all-cases"):
        Workspace.at(tmp_path).round(round_id)


@pytest.mark.parametrize("round_id", ["2017-12", "2012-11-all-cases", "2017-12-2"])
def test_every_folder_of_a_round_is_in_the_workspace(tmp_path, round_id) -> None:
    """Whatever is made of it, with and without a date."""
    workspace = Workspace.at(tmp_path)
    for as_at in (None, date(2017, 12, 15)):
        paths = workspace.round(round_id, as_at)
        made = [paths.processed, paths.executed, paths.manifest, paths.internal, paths.published, paths.build("public")]
        assert all(p.resolve().is_relative_to(workspace.root) for p in [paths.raw, paths.settings, *made])


def test_what_is_made_as_at_a_date_lies_apart(tmp_path) -> None:
    """It never takes the place of the round as it is."""
    workspace = Workspace.at(tmp_path)
    now, then = workspace.round("2017-12"), workspace.round("2017-12", date(2017, 12, 15))
    assert then.processed == now.processed / "as-at-2017-12-15"
    assert then.raw == now.raw
    assert then.build("public") == workspace.root / "reports" / "build" / "2017-12" / "as-at-2017-12-15" / "public"


def test_nothing_internal_lies_under_the_public_tree(tmp_path) -> None:
    """What is published and what is not have no folder in common below reports."""
    paths = Workspace.at(tmp_path).round("2017-12")
    assert not paths.internal.is_relative_to(paths.workspace.published)
    assert not paths.build("internal").is_relative_to(paths.workspace.published)
    assert paths.published.parent == paths.workspace.published


def test_a_workspace_that_is_not_there_is_refused(tmp_path) -> None:
    """Nor is a file one."""
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for name in ("gone", "file"):
        with pytest.raises(ConfigurationError, match=r"There is no folder .* with --workspace"):
            Workspace.at(tmp_path / name)


def test_rounds_are_the_folders_that_have_the_name_of_one(tmp_path) -> None:
    """In order of time; other folders and files are none."""
    workspace = Workspace.at(tmp_path)
    assert workspace.round_ids() == []
    for name in ("2018-01", "2017-12", "2012-11-all-cases", "old", ".git"):
        (workspace.raw / name).mkdir(parents=True)
    (workspace.raw / "2017-11").write_text("x", encoding="utf-8")
    assert workspace.round_ids() == ["2012-11-all-cases", "2017-12", "2018-01"]


@pytest.mark.parametrize(("text", "day"), [("2017-12-15", date(2017, 12, 15)), ("", None), (None, None)])
def test_a_day_is_written_in_iso(text, day) -> None:
    """Empty is no day, which means all of them."""
    assert as_at_day(text) == day


@pytest.mark.parametrize("text", ["15/12/2017", "2017-12", "2017-02-30", "today", " "])
def test_what_is_no_day_is_refused(text) -> None:
    """With how to write it."""
    with pytest.raises(ConfigurationError, match="is no day: write it as 2017-12-31"):
        as_at_day(text)


def test_a_file_of_the_workspace_comes_before_ours(tmp_path) -> None:
    """A council's own notebook counts; the others are the package's; one that is nowhere is refused."""
    workspace = Workspace.at(tmp_path)
    ours = workspace.own_or_packaged("notebooks", "02_ratings.ipynb")
    assert ours.is_file()
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "02_ratings.ipynb").write_text("{}", encoding="utf-8")
    assert workspace.own_or_packaged("notebooks", "02_ratings.ipynb") == tmp_path / "notebooks" / "02_ratings.ipynb"
    with pytest.raises(ConfigurationError, match=r"notebooks/99\.ipynb is missing"):
        workspace.own_or_packaged("notebooks", "99.ipynb")
