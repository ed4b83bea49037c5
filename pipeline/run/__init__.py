"""Running a round: its stages in order, each a papermill-run notebook or one call."""

from pipeline.run.batch import Result, run_batch
from pipeline.run.notebooks import run_notebook
from pipeline.run.progress import Progress
from pipeline.run.reading import load_measures
from pipeline.run.reconciling import reconcile_round, reconciliation_page
from pipeline.run.rounds import Options, clean_round, run_round
from pipeline.run.stages import DOCUMENTS, STAGES, Stage
from pipeline.run.starting import start_round, write_template

__all__ = [
    "DOCUMENTS",
    "STAGES",
    "Options",
    "Progress",
    "Result",
    "Stage",
    "clean_round",
    "load_measures",
    "reconcile_round",
    "reconciliation_page",
    "run_batch",
    "run_notebook",
    "run_round",
    "start_round",
    "write_template",
]
