"""Zips of returns, each member by itself; and protected returns, opened in memory with a password that was given."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile

from pipeline.intake import Refusal, read_workbook
from pipeline.workspace import PASSWORD_VARIABLE
from tests.unit.intake.books import workbook, zipped
from tests.unit.intake.conftest import SmallRound, told


def audit(small: SmallRound, case: str) -> bytes:
    """A filled form as bytes."""
    made = io.BytesIO()
    small.book(case_ref=case).save(made)
    return made.getvalue()


def protected(content: bytes, password: str = "swordfish") -> bytes:
    """A workbook with a password."""
    made = io.BytesIO()
    OOXMLFile(io.BytesIO(content)).encrypt(password, made)
    return made.getvalue()


def put(small: SmallRound, name: str, content: bytes) -> None:
    """A file in the returns folder."""
    (small.folder / "returns" / name).write_bytes(content)


def test_each_member_of_a_zip_is_a_file_of_its_own(small: SmallRound) -> None:
    """Also in a zip in it; each is accounted for under its own name, and the zip is not counted beside them."""
    inner = zipped({"c.xlsx": audit(small, "WY-100003")})
    members = {"b.xlsx": audit(small, "WY-100002"), "sub/b.xlsx": audit(small, "WY-100004"), "inner.zip": inner}
    put(small, "a.zip", zipped(members))
    intake = small.take_in()
    used = intake["returns"].loc[intake["returns"]["used"], "source_file"]
    assert set(used) == {"returns/a.zip/b.xlsx", "returns/a.zip/inner.zip/c.xlsx", "returns/a.zip/sub/b.xlsx"}
    assert intake.account["files in the returns folder"] == 3
    assert intake.account["files set aside unread"] == 0


def test_what_must_not_be_taken_from_a_zip_is_refused_by_itself(small: SmallRound) -> None:
    """A name that leads elsewhere, a zip too deep, a file of another kind; the return beside them counts."""
    deep = zipped({"in.zip": zipped({"x.zip": zipped({"a.xlsx": b""})})})
    members = {"../up.xlsx": b"x", "/etc/a.xlsx": b"x", "C:\\a.xlsx": b"x", "ok.xlsx": audit(small, "WY-100001")}
    put(small, "a.zip", zipped(members | {"deep.zip": deep, "none.zip": zipped({}), "scan.pdf": b"%PDF-1.4"}))
    intake = small.take_in()
    aside = intake["problems"].query("severity == 'set aside'").set_index("file")["done"].to_dict()
    assert aside == {
        "returns/a.zip/../up.xlsx": "set aside: its name in the zip leads out of the zip (..)",
        "returns/a.zip/C:/a.xlsx": "set aside: its name in the zip is a place on the sender's computer",
        "returns/a.zip/etc/a.xlsx": "set aside: its name in the zip is a place on the sender's computer",
        "returns/a.zip/deep.zip/in.zip": "set aside: it is a zip in a zip in a zip",
        "returns/a.zip/none.zip": "set aside: the zip is empty",
        "returns/a.zip/scan.pdf": "set aside: it is a PDF document, and its answers cannot be read with certainty",
    } | {k: v for k, v in aside.items() if k.startswith("returns/a.zip/deep.zip/in.zip/")}
    assert int(intake["returns"]["used"].sum()) == 1


def test_what_a_mac_adds_to_a_zip_is_left_alone(small: SmallRound) -> None:
    """It is no return, and nothing is set aside for it."""
    members = {"a.xlsx": audit(small, "WY-100001"), "__MACOSX/._a.xlsx": b"\0\5\x16\7", ".DS_Store": b"\0\0\0\1Bud1"}
    put(small, "a.zip", zipped(members))
    intake = small.take_in()
    assert told(intake, "set aside") == []
    assert sum(intake["received"]["kind"] == "other") == 2


def test_a_zip_that_would_unpack_to_far_too_much_is_not_opened(small: SmallRound) -> None:
    """One sentence for the whole zip."""
    small.audit("ok.xlsx")
    put(small, "bomb.zip", zipped({f"{n}.csv": bytes(21_000_000) for n in range(4)}))
    (aside,) = told(small.take_in(), "set aside")
    assert aside == "set aside: the zip would unpack to far more than returns can be: it is not opened"


def test_a_protected_return_is_opened_with_the_password_that_is_given(tmp_path: Path) -> None:
    """Whichever of several it is; nothing is written anywhere."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(protected(workbook(A1="x")))
    found = read_workbook(path, ("hunter2", "swordfish"))
    assert isinstance(found, list)
    assert found[0].value(0, 0) == "x"
    assert [p.name for p in tmp_path.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ((), "it is protected with a password"),
        (("hunter2",), "it is protected, and the password that was given does not open it"),
        (("a", "b"), "it is protected, and none of the 2 passwords that were given opens it"),
    ],
)
def test_a_wrong_password_is_told_apart_from_none(tmp_path: Path, given: tuple[str, ...], reason: str) -> None:
    """So that nobody looks for a fault in the file."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(protected(workbook(A1="x")))
    refusal = read_workbook(path, given)
    assert isinstance(refusal, Refusal)
    assert refusal.reason == reason


def test_what_excel_protects_without_asking_is_read(tmp_path: Path) -> None:
    """Excel itself opens it without a password, since it knows the one it used."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(protected(workbook(A1="x"), "VelvetSweatshop"))
    assert isinstance(read_workbook(path), list)


def test_passwords_come_from_the_environment(small: SmallRound, monkeypatch: pytest.MonkeyPatch) -> None:
    """A line each; also for a member of a zip."""
    put(small, "a.xlsx", protected(audit(small, "WY-100001")))
    put(small, "b.zip", zipped({"b.xlsx": protected(audit(small, "WY-100002"), "hunter2")}))
    monkeypatch.setenv(PASSWORD_VARIABLE, "swordfish\nhunter2")
    assert list(small.take_in()["returns"]["outcome"]) == ["used", "used"]
