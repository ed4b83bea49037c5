"""Settings: YAML files read into frozen models, with packaged defaults beside the code."""

from pipeline.config.approvals import load_approvals
from pipeline.config.colours import load_colours
from pipeline.config.council import Council, load_council
from pipeline.config.profiles import Profile, load_profile
from pipeline.config.published import PublishedFigure, load_published
from pipeline.config.rounds import DECK, Round, file_of, formats_of, load_round
from pipeline.config.schemes import Grade, GradingScheme, load_scheme, scheme_names
from pipeline.config.series import RECENT, months_between, series_up_to
from pipeline.config.vocabulary import HIGH_RISK, Term, Vocabulary, load_vocabularies, plain

__all__ = [
    "DECK",
    "HIGH_RISK",
    "RECENT",
    "Council",
    "Grade",
    "GradingScheme",
    "Profile",
    "PublishedFigure",
    "Round",
    "Term",
    "Vocabulary",
    "file_of",
    "formats_of",
    "load_approvals",
    "load_colours",
    "load_council",
    "load_profile",
    "load_published",
    "load_round",
    "load_scheme",
    "load_vocabularies",
    "months_between",
    "plain",
    "scheme_names",
    "series_up_to",
]
