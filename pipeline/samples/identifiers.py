"""What should never stand in a comment, and sometimes does: invented identifiers that intake has to take out.

Telephone numbers are from the ranges kept for drama, NHS numbers from the test range 999, the postcode from the
pseudo-postcodes of the NHS, and the e-mail address from a domain kept for examples.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

__all__ = ["IDENTIFIERS", "Identifier", "mobile_number", "nhs_number", "reference_of_another_case"]

Identifier = Callable[[random.Random, Sequence[str]], str]


def mobile_number(rng: random.Random, refs: Sequence[str]) -> str:
    """A telephone number."""
    return f"The carer can be reached on 07700 900{rng.randrange(1000):03d}."


def e_mail_address(rng: random.Random, refs: Sequence[str]) -> str:
    """An e-mail address."""
    return f"Feedback was sent to me by e-mail from school.office{rng.randrange(10, 99)}@example.org."


def nhs_number(rng: random.Random, refs: Sequence[str]) -> str:
    """An NHS number from the test range, with a valid check digit."""
    digits, check = "", 10
    while check == 10:
        digits = f"999{rng.randrange(1_000_000):06d}"
        check = nhs_check_digit(digits)
    return f"The health report is filed under NHS number {digits[:3]} {digits[3:6]} {digits[6:]}{check}."


def date_of_birth(rng: random.Random, refs: Sequence[str]) -> str:
    """A date of birth."""
    born = f"{rng.randint(1, 28):02d}/{rng.randint(1, 12):02d}/{rng.randint(2004, 2014)}"
    return f"The form had the wrong date of birth, it should be DOB {born}."


def postcode(rng: random.Random, refs: Sequence[str]) -> str:
    """A postcode."""
    return f"The family has moved to ZZ99 {rng.randint(1, 9)}VZ and the file should say so."


def reference_of_another_case(rng: random.Random, refs: Sequence[str]) -> str:
    """The reference of another case of the round."""
    return f"See also the sibling's file, {rng.choice(refs)}."


def nhs_check_digit(nine: str) -> int:
    """The tenth digit of an NHS number (weights 10 to 2, modulo 11); 10 means that there is no such number."""
    return (11 - sum(int(d) * w for d, w in zip(nine, range(10, 1, -1), strict=True)) % 11) % 11


IDENTIFIERS: tuple[Identifier, ...] = (
    mobile_number,
    nhs_number,
    reference_of_another_case,
    e_mail_address,
    date_of_birth,
    postcode,
)
