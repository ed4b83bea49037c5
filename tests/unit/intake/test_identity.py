"""Case references and people become pseudonyms by a key that is never shown."""

from __future__ import annotations

import os
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.config import Round
from pipeline.errors import ConfigurationError
from pipeline.intake import KEY_VARIABLE, Key, find_key, identity, make_key
from pipeline.intake.identity import key_file, names_a_case, names_a_person, reference

SECRET = "s" * 40
KEY = Key(SECRET.encode())
POSIX = pytest.mark.skipif(os.name != "posix", reason="file modes are those of POSIX systems")


def round_(synthetic: bool = False) -> Round:
    """A round as far as its key goes."""
    return Round.model_validate(
        {
            "id": "2017-12",
            "title": "t",
            "kind": "monthly",
            "series": "monthly",
            "period": {"first": "2017-12-01", "last": "2017-12-31"},
            "reported": "2018-01-09",
            "scheme": "practice-2017",
            "pro_formas": [{"name": "core-audit", "version": "1"}],
            "auditor_pool": "core group",
            "synthetic": synthetic,
        }
    )


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """No key of this machine is found: the key file would lie in a folder of the test."""
    path = tmp_path / "config" / "pseudonyms.key"
    monkeypatch.setattr(identity, "key_file", lambda: path)
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    return path


@given(st.text("WY0123456789", min_size=1, max_size=12), st.text(" -/._\u00a0\t", max_size=3))
def test_a_case_has_one_pseudonym_however_it_is_written(ref: str, gap: str) -> None:
    """Spaces, dashes, case and stops make no difference."""
    assert KEY.case(gap.join(ref.lower()) + gap) == KEY.case(ref)


@given(st.text("WY0123456789", min_size=1), st.text("WY0123456789", min_size=1))
def test_different_cases_have_different_pseudonyms(one: str, other: str) -> None:
    """As long as they differ in a letter or digit."""
    assert (KEY.case(one) == KEY.case(other)) == (one == other)


def test_a_reference_in_a_number_cell_is_the_one_in_a_text_cell() -> None:
    """4711.0, 4711 and "4711" are one case."""
    assert {KEY.case(4711.0), KEY.case(4711), KEY.case("4711")} == {KEY.case(" 4711 ")}
    assert reference("–") == ""


def test_a_person_has_one_pseudonym_however_written() -> None:
    """Case, spaces and stops; the surname first, with a comma."""
    assert KEY.person("Okafor, J") == KEY.person("okafor , J.") == KEY.person("J. Okafor") != KEY.person("J, Okafor")
    assert KEY.person("J. Okafor") == KEY.person("j  okafor ") != KEY.person("K. Okafor")


def test_another_key_gives_other_pseudonyms() -> None:
    """Nobody can look a case up without the key; a case and a person of the same words differ too."""
    other = Key(b"t" * 40)
    assert KEY.case("WY-1") != other.case("WY-1")
    assert KEY.person("x") != other.person("x")
    assert KEY.case("X")[2:] != KEY.person("X")[2:]


def test_a_pseudonym_tells_nothing() -> None:
    """A letter and twelve hexadecimal digits."""
    assert KEY.case("WY-100001").startswith("C-")
    assert KEY.person("J. Okafor").startswith("P-")
    assert len(KEY.case("WY-100001")) == 14
    assert "100001" not in KEY.case("WY-100001")


def test_the_key_is_never_shown() -> None:
    """Neither printed nor in a traceback that shows variables."""
    assert SECRET not in f"{KEY} {KEY!r} {[KEY]}"


def test_synthetic_rounds_share_a_key_and_real_ones_never_use_it(monkeypatch) -> None:
    """Sample rounds come out the same everywhere, even where a real key is set."""
    monkeypatch.setenv(KEY_VARIABLE, SECRET)
    assert find_key(round_(synthetic=True)) != find_key(round_())
    monkeypatch.setenv(KEY_VARIABLE, "another" * 9)
    assert find_key(round_(synthetic=True)) == find_key(round_(synthetic=True))


def test_the_environment_comes_before_the_file(here, monkeypatch) -> None:
    """A key that is set counts; a blank one does not."""
    make_key()
    from_file = find_key(round_())
    monkeypatch.setenv(KEY_VARIABLE, "  ")
    assert find_key(round_()) == from_file
    monkeypatch.setenv(KEY_VARIABLE, SECRET)
    assert find_key(round_()) == KEY


def test_a_missing_key_says_how_to_make_one() -> None:
    """And that it has to be kept."""
    with pytest.raises(ConfigurationError, match=r"no key yet .* caseaudit key --new .*CASEAUDIT_KEY.* Keep it"):
        find_key(round_())


@pytest.mark.parametrize(("length", "enough"), [(31, False), (32, True)])
def test_a_short_key_is_refused(monkeypatch, length, enough) -> None:
    """32 characters or more."""
    monkeypatch.setenv(KEY_VARIABLE, "k" * length)
    if enough:
        assert find_key(round_()) == Key(b"k" * 32)
    else:
        with pytest.raises(ConfigurationError, match="too short to protect anyone: it needs 32") as caught:
            find_key(round_())
        assert "k" * 31 not in str(caught.value)


@POSIX
def test_a_new_key_is_its_owners_alone(here) -> None:
    """Mode 0600 in a folder of mode 0700; long enough; not the same twice."""
    assert make_key() == here
    assert stat.S_IMODE(here.stat().st_mode) == 0o600
    assert stat.S_IMODE(here.parent.stat().st_mode) == 0o700
    first = find_key(round_())
    here.unlink()
    make_key()
    assert find_key(round_()) != first


@POSIX
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
def test_a_key_that_others_can_read_is_refused(here, mode) -> None:
    """The sentence gives the command that closes it."""
    make_key().chmod(mode)
    with pytest.raises(ConfigurationError, match=r"can be read by others; .* chmod 600"):
        find_key(round_())


def test_a_key_is_never_overwritten(here) -> None:
    """Pseudonyms depend on it: with another key the same case is another."""
    before = make_key().read_bytes()
    with pytest.raises(ConfigurationError, match="never overwritten"):
        make_key()
    assert here.read_bytes() == before


def test_the_key_lies_outside_the_repository() -> None:
    """In the user's own settings, where no commit reaches."""
    from pathlib import Path

    assert not key_file().is_relative_to(Path(__file__).parents[3])


@pytest.mark.parametrize("typed", [None, "", "-", "–", "?", "none", "n/a", "not known", "…"])
def test_what_holds_no_digit_names_no_case(typed: str | None) -> None:
    """In returns and in registers alike; a number is a reference, also one in a number cell."""
    assert not names_a_case(typed or "")
    assert names_a_case("WY-1")
    assert names_a_case(4711.0)


@pytest.mark.parametrize("typed", ["", "-", "–", "?", "...", "12"])
def test_a_dash_and_a_number_are_nobody(typed: str) -> None:
    """A name holds a letter."""
    assert not names_a_person(typed)
    assert names_a_person("J. O.")
