"""The sample of an all-case round: registers of an outside team, forms of the council's own, and a follow-up.

``plan.py`` says how many cases of each kind there are, ``outlines.py`` who audits them when, ``audits.py`` invents them
one by one, ``practice.py`` says what is found, ``answers.py`` what is typed, and ``making.py`` writes the files.
"""

from pipeline.samples.all_cases.making import make_all_cases

__all__ = ["make_all_cases"]
