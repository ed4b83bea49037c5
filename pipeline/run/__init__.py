"""Running rounds: a graph of steps, each a papermill-run notebook or one call, done only if something has changed."""

from pipeline.run.batch import run_batch
from pipeline.run.finishing import preview_round
from pipeline.run.holding import holding
from pipeline.run.options import Options
from pipeline.run.packs import make_packs
from pipeline.run.reading import explain_measure, load_measures, measures_dictionary
from pipeline.run.reconciling import formats_there, reconcile_round, reconciliation_page
from pipeline.run.reporting import write_batch_report
from pipeline.run.rounds import clean_round, run_round
from pipeline.run.starting import start_round
from pipeline.run.templates import form_differences, write_dictionary, write_draft, write_template
from pipeline.run.workspaces import start_workspace

__all__ = [
    "Options",
    "clean_round",
    "explain_measure",
    "form_differences",
    "formats_there",
    "holding",
    "load_measures",
    "make_packs",
    "measures_dictionary",
    "preview_round",
    "reconcile_round",
    "reconciliation_page",
    "run_batch",
    "run_round",
    "start_round",
    "start_workspace",
    "write_batch_report",
    "write_dictionary",
    "write_draft",
    "write_template",
]
