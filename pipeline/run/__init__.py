"""Running rounds: a graph of steps, each a papermill-run notebook or one call, done only if something has changed."""

from pipeline.run.batch import Result, run_batch
from pipeline.run.holding import holding
from pipeline.run.notebooks import run_notebook
from pipeline.run.options import FORMATS, Options
from pipeline.run.progress import Progress
from pipeline.run.reading import explain_measure, load_measures, measures_dictionary
from pipeline.run.reconciling import formats_there, reconcile_round, reconciliation_page
from pipeline.run.reporting import write_batch_report
from pipeline.run.rounds import clean_round, run_round
from pipeline.run.stages import DOCUMENTS, Step
from pipeline.run.starting import start_round, write_template

__all__ = [
    "DOCUMENTS",
    "FORMATS",
    "Options",
    "Progress",
    "Result",
    "Step",
    "clean_round",
    "explain_measure",
    "formats_there",
    "holding",
    "load_measures",
    "measures_dictionary",
    "reconcile_round",
    "reconciliation_page",
    "run_batch",
    "run_notebook",
    "run_round",
    "start_round",
    "write_batch_report",
    "write_template",
]
