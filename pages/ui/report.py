"""A button that gives the state of everything as one HTML file."""

from pages.ui import downloads
from pages.ui.frame import Desk
from recsys import report, runs, workspace
from recsys.runs import ModelRun


def newest(desk: Desk) -> ModelRun | None:
    """The newest model that was trained on these very data."""
    return next((run for run in runs.models_of(desk.name) if workspace.is_fresh(run, desk.dataset)), None)


def button(desk: Desk, run: ModelRun | None) -> None:
    """Offer the report on the data, the functions and, if there is one, a trained model; made once it is asked for."""
    voter, functions = desk.voter, desk.functions
    downloads.html_button(lambda: report.write(voter, functions, run), f"{desk.name}-report")
