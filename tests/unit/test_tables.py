"""Every table keeps its contract, or says which part of it is broken."""

from __future__ import annotations

import pandas as pd
import pytest

from pipeline.tables import TABLES, as_table, check_table

CONCERN = {"case_id": "C-1", "found": pd.Timestamp("2017-12-04"), "stage": "open"}
ACTION = {
    "action_id": "R-1",
    "return_id": "R-2",
    "status": "done",
    "due_by_report": True,
    "overdue": False,
    "escalated": False,
}


@pytest.mark.parametrize("name", TABLES)
def test_a_table_without_rows_keeps_its_contract(name) -> None:
    """A month without cases of concern is a month."""
    assert list(check_table(name, as_table(name, [])).columns) == TABLES[name].names


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_a_table_is_named_by_its_own_columns(table) -> None:
    """Its key is among its columns, and no column stands twice."""
    assert set(table.key) <= set(table.names)
    assert len(set(table.names)) == len(table.names)
    assert all(c.meaning for c in table.columns)


def test_only_the_keys_say_what_a_pseudonym_stands_for() -> None:
    """No other table has a column for it."""
    assert [name for name, table in TABLES.items() if "stands_for" in table.names] == ["keys"]


def test_rows_become_columns_in_order() -> None:
    """A column that no row names is blank, and a field that no column names is left out."""
    table = as_table("concerns", [CONCERN | {"case_ref": "WY-100001"}, {"stage": None, "case_id": "C-2"}])
    assert list(table.columns) == TABLES["concerns"].names
    assert table["stage"].isna().tolist() == [False, True]
    assert table["alerted"].isna().all()
    assert check_table("concerns", table) is table


def test_blanks_keep_the_type_of_their_column() -> None:
    """Whole numbers stay whole and yes stays yes beside a blank."""
    table = as_table("actions", [ACTION | {"drift_days": 3}, ACTION | {"action_id": "R-3"}])
    assert table["drift_days"].tolist() == [3, pd.NA]
    assert str(table["overdue"].dtype) == "boolean"


@pytest.mark.parametrize(
    ("broken", "fault"),
    [
        (lambda t: t.assign(extra=1), "extra: column_in_schema"),
        (lambda t: t.drop(columns="stage"), "stage: column_in_dataframe"),
        (lambda t: t[t.columns[::-1]], "column_ordered"),
        (lambda t: t.assign(case_id=None).astype({"case_id": "str"}), "case_id: not_nullable"),
        (lambda t: pd.concat([t, t]), "case_id: multiple_fields_uniqueness"),
        (lambda t: t.assign(found="soon"), "found: dtype"),
    ],
)
def test_a_break_of_the_contract_names_the_column(broken, fault) -> None:
    """An unknown, missing, misplaced or blank column, a row that stands twice, a wrong type."""
    with pytest.raises(ValueError, match="table concerns does not keep its contract") as caught:
        check_table("concerns", broken(as_table("concerns", [CONCERN])))
    assert fault in str(caught.value)


def test_a_value_that_is_not_allowed_is_a_break() -> None:
    """The status of an action is one of four."""
    with pytest.raises(ValueError, match=r"status: isin"):
        check_table("actions", as_table("actions", [ACTION | {"status": "finished"}]))


def test_every_break_is_named_at_once() -> None:
    """Two faults, two names."""
    table = as_table("concerns", [CONCERN]).assign(extra=1).drop(columns="stage")
    with pytest.raises(ValueError, match=r"extra.*stage|stage.*extra"):
        check_table("concerns", table)


def test_checking_leaves_a_table_as_it_was() -> None:
    """The same rows under the same index."""
    table = as_table("concerns", [CONCERN]).set_index(pd.Index([7]))
    before = table.copy()
    pd.testing.assert_frame_equal(check_table("concerns", table), before)
