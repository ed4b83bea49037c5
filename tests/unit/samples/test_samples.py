"""The sample rounds on disk: the same everywhere, marked as invented, and never in place of a real round."""

from __future__ import annotations

import random
import re
import zipfile
from pathlib import Path

import pytest
import yaml

from pipeline.config.rounds import load_round
from pipeline.errors import ConfigurationError
from pipeline.samples import make_samples
from pipeline.samples.identifiers import IDENTIFIERS, nhs_check_digit
from pipeline.samples.plans import monthly_rounds, sample_rounds
from pipeline.samples.sheets import MARK
from pipeline.workspace import Workspace

from .reading import ALL_CASES, PUBLISHED, REPOSITORY, ROUNDS, Audit, content, files, sheets


@pytest.mark.slow
@pytest.mark.parametrize("round_id", (ALL_CASES, "2017-11"))
def test_making_a_round_twice_gives_the_same_bytes(made: Workspace, tmp_path: Path, round_id: str) -> None:
    """The same seed gives the same files, byte for byte, whichever rounds are asked for."""
    make_samples(Workspace.at(tmp_path), [round_id])
    first, second = made.round(round_id).raw, Workspace.at(tmp_path).round(round_id).raw
    assert files(first).keys() == files(second).keys()
    assert all(path.read_bytes() == files(second)[name].read_bytes() for name, path in files(first).items())


@pytest.mark.slow
@pytest.mark.parametrize("round_id", (ALL_CASES, *ROUNDS))
def test_what_is_committed_is_what_is_made(made: Workspace, round_id: str) -> None:
    """The files in data/raw are those that this code makes."""
    committed, fresh = files(REPOSITORY.round(round_id).raw), files(made.round(round_id).raw)
    assert committed.keys() == fresh.keys()
    assert [n for n, p in fresh.items() if content(p) != content(committed[n])] == []


def test_there_are_six_rounds_and_no_october(samples: Workspace) -> None:
    """All cases of 2012; July to September, November and December 2017; the settings of each can be read."""
    assert sample_rounds() == (ALL_CASES, *ROUNDS)
    assert set(samples.round_ids()) >= set(sample_rounds())
    assert monthly_rounds() == ROUNDS
    for round_id in ROUNDS:
        settings = load_round(samples, round_id)
        assert settings.synthetic and not settings.sample_list_published
        assert settings.eligible_cases is not None and settings.eligible_cases >= 300
        assert 8 <= (settings.reported - settings.period.last).days <= 10
        assert settings.auditor_pool == ("core group" if round_id >= "2017-11" else "all managers")


def test_an_unknown_round_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    """The message names the rounds that can be made, and nothing is written."""
    with pytest.raises(
        ConfigurationError, match=r'no sample round "2017-10"\. Sample rounds: 2012-11-all-cases, 2017-07, '
    ):
        make_samples(Workspace.at(tmp_path), ["2017-11", "2017-10"])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
@pytest.mark.parametrize("round_id", (ALL_CASES, "2017-11"))
def test_a_second_run_leaves_no_strays_and_keeps_a_persons_decisions(tmp_path: Path, round_id: str) -> None:
    """A return of an earlier edition goes; review.xlsx, which a person filled in, stays."""
    workspace = Workspace.at(tmp_path)
    raw = workspace.round(round_id).raw
    (raw / "returns").mkdir(parents=True)
    (raw / "round.yml").write_text("synthetic: true\n", encoding="utf-8")
    (raw / "returns" / "from an earlier edition.xlsx").write_bytes(b"old")
    (raw / "review.xlsx").write_bytes(b"decisions")
    written = make_samples(workspace, [round_id])
    assert set(files(raw).values()) == set(written)
    assert (raw / "review.xlsx").read_bytes() == b"decisions"


@pytest.mark.parametrize("round_id", (ALL_CASES, "2017-11"))
def test_a_real_round_of_the_same_name_is_never_replaced(tmp_path: Path, round_id: str) -> None:
    """A folder that is not marked synthetic is left as it is, and the message says why."""
    raw = Workspace.at(tmp_path).round(round_id).raw
    raw.mkdir(parents=True)
    (raw / "round.yml").write_text(f"id: {round_id}\nsynthetic: false\n", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="not marked as synthetic"):
        make_samples(Workspace.at(tmp_path), [round_id])
    assert len(files(raw)) == 1


def test_published_yml_stands_only_where_something_was_published(samples: Workspace) -> None:
    """Two months and the round of all cases carry their published figures; December's are given as they were."""
    for round_id in (ALL_CASES, *ROUNDS):
        published = (samples.round(round_id).raw / "published.yml").is_file()
        assert published == (round_id in (ALL_CASES, *PUBLISHED))
    figures = yaml.safe_load((samples.round("2017-12").raw / "published.yml").read_text(encoding="utf-8"))["figures"]
    counts = {f["measure"]: f["count"] for f in figures}
    assert counts["ratings.not_yet_good"] == 22 and counts["ratings.some_good_features"] == 1


def test_every_workbook_says_that_it_is_synthetic(samples: Workspace) -> None:
    """In its properties and on its first sheet; the broken one and the text file say so in their bytes."""
    for path in (path for id_ in sample_rounds() for path in files(samples.round(id_).raw).values()):
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                assert b"<cp:category>Synthetic data</cp:category>" in archive.read("docProps/core.xml")
            assert MARK in sheets(path)[0].rows[1]
        elif path.name not in ("commentary.md", "published.yml"):
            assert b"synthetic" in path.read_bytes().lower(), path.name


def test_the_rounds_are_small(samples: Workspace) -> None:
    """The monthly ones stay under 2.5 MB together, that of all cases under 1.5 MB: quick to fetch."""
    sizes = {r: sum(p.stat().st_size for p in files(samples.round(r).raw).values()) for r in (ALL_CASES, *ROUNDS)}
    assert sizes.pop(ALL_CASES) < 1_500_000
    assert sum(sizes.values()) < 2_500_000


def test_returns_are_sent_twice_cut_short_and_mixed_with_other_files(samples: Workspace) -> None:
    """One copy with the same bytes, a note and a rota in each round; a broken workbook in September."""
    for round_id in ROUNDS:
        returns = samples.round(round_id).raw / "returns"
        (copy,) = returns.glob("* (1).xlsx")
        assert copy.read_bytes() == copy.with_name(copy.name.replace(" (1)", "")).read_bytes()
        assert (returns / "notes for auditors.txt").is_file() and len(list(returns.glob("audit rota *.xlsx"))) == 1
        broken = [p for p in returns.glob("*.xlsx") if not zipfile.is_zipfile(p)]
        assert len(broken) == (1 if round_id == "2017-09" else 0)


def test_the_faults_of_each_round_can_be_seen_in_what_was_typed(audits: dict[str, list[Audit]]) -> None:
    """In each round one age is blank, one theme is unknown, and some comments hold identifiers."""
    held = 0
    for round_id in ROUNDS:
        answers = [a.answers for a in audits[round_id]]
        assert sum(a["age_band"] is None for a in answers) == 1
        unknown = [row for a in audits[round_id] for row in a.groups["weaknesses"] if row["theme"] is None]
        assert len(unknown) == 1
        held += sum(bool(re.search(r"WY-|07700|@example|999 |DOB|ZZ99", a["comments"] or "")) for a in answers)
    assert held >= 2 * len(ROUNDS)


def test_identifiers_are_from_ranges_that_belong_to_nobody() -> None:
    """NHS numbers are from the test range and pass the check on their last digit."""
    assert nhs_check_digit("943476591") == 9  # the example in the NHS data dictionary
    (kind,) = [k for k in IDENTIFIERS if k.__name__ == "nhs_number"]
    for seed in range(50):
        number = re.sub(r"\D", "", kind(random.Random(seed), []))
        assert number.startswith("999") and len(number) == 10
        assert sum(int(d) * w for d, w in zip(number, (*range(10, 1, -1), 1), strict=True)) % 11 == 0
