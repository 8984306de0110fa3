"""What every page begins with: its title, the sidebar, the dataset; and where errors become sentences."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pandas as pd
import streamlit as st
from streamlit.runtime.pages_manager import PagesManager

from pages.ui import caches, jobs, person, sidebar, state, turns
from pages.ui.text import plain
from recsys import working_sets
from recsys.data import dataset as datasets
from recsys.data.dataset import Dataset
from recsys.errors import VotebookError
from recsys.labeling.functions import FunctionSet
from recsys.labeling.patterns import Patterns
from recsys.labeling.votes import Voter
from recsys.working_sets import Standing

SIDEBAR_WIDTH = 220  # pixels; the tables beside it need the rest


@dataclass(frozen=True)
class Desk:
    """What lies on the table when a page opens: the data, the functions one works with, and who (a key) that is."""

    voter: Voter
    standing: Standing
    person: str = working_sets.LOCAL
    _patterns: dict[str, Patterns] = field(default_factory=dict, init=False)  # by split; a page asks many times

    @property
    def functions(self) -> FunctionSet:
        return self.standing.current

    @property
    def names(self) -> list[str]:
        """The functions that are switched on, in order: what the columns of the votes are called."""
        return [function.name for function in self.functions.enabled]

    @property
    def dataset(self) -> Dataset:
        return self.voter.dataset

    @property
    def name(self) -> str:
        return self.dataset.about.name

    @property
    def noun(self) -> str:
        """What an item of these data is called."""
        return self.dataset.about.item_noun

    def patterns(self, split: str) -> Patterns:
        """The vote patterns of a split under the current functions."""
        if split not in self._patterns:
            self._patterns[split] = caches.patterns(self.voter, self.functions, split)
        return self._patterns[split]

    def patterns_before(self, split: str) -> Patterns:
        """The same under the functions that those are compared with."""
        return caches.patterns(self.voter, self.standing.baseline, split)

    @property
    def summary_before(self) -> pd.DataFrame:
        """The LF table on dev under the functions that today's are compared with."""
        return caches.summary(self.voter, self.standing.baseline, "dev")


@contextmanager
def open_page(title: str, purpose: str) -> Iterator[Desk]:
    """Head a page and give it its desk; an error that is meant for people is shown where the page got to."""
    with _headed(title) as name:
        if name is None:
            _welcome()
            st.stop()
        st.caption(purpose)
        opened = caches.voter(name)
        who = person.key()
        yield Desk(opened, working_sets.standing(opened.dataset, who), who)


@contextmanager
def open_page_about_datasets(title: str, purpose: str) -> Iterator[str | None]:
    """The same for a page that loads no dataset; gives the name of the chosen one, None if there is none."""
    with _headed(title) as name:
        st.caption(purpose)
        yield name


@contextmanager
def _headed(title: str) -> Iterator[str | None]:
    # An emoji is drawn by the browser itself; a Material icon would be fetched from Google.
    st.set_page_config(
        page_title=f"{title} · Votebook", page_icon="🗳️", layout="wide", initial_sidebar_state=SIDEBAR_WIDTH
    )
    _enter_by_the_table_of_contents()
    try:
        with turns.one_after_the_other():
            gone = state.gone("dataset", datasets.names())
            name = sidebar.draw()
            st.title(title, anchor=False)
            if gone is not None and name is not None:
                st.warning(
                    f"There is no dataset “{plain(gone)}” any more; this is {plain(name)}.", icon=":material/link_off:"
                )
            yield name
    except VotebookError as error:
        st.error(plain(str(error)), icon=":material/error:")
        st.stop()  # whoever asked for a desk and got none can't go on


def _enter_by_the_table_of_contents() -> None:
    """Run the page again from `app.py` if it runs without: so does a server that is asked for it first.

    Until `st.navigation` has been called once, Streamlit runs the files in `pages/` itself, and its menu lists their
    file names.
    """
    if state.is_first_run() and PagesManager.uses_pages_directory:
        PagesManager.uses_pages_directory = False
        st.rerun()


def _welcome() -> None:
    st.markdown(
        "Votebook labels ratings by rules instead of by hand. You write **labeling functions**, small rules that vote "
        "*liked* or *not liked* on what they know; a **label model** weighs their votes; a **rating model** learns "
        "from that what to recommend to whom. Each step says how well it does."
    )
    st.info("There is no dataset yet. The demo is made in well under a minute; it is synthetic and says so.")
    st.page_link(
        "pages/datasets.py", label="Add your own, or one of the public ones", icon=":material/upload:",
        query_params={"show": "Add a dataset"},
    )  # fmt: skip
    if st.button("Make the demo dataset", type="primary"):
        jobs.start("make_demo", {"dataset": "demo", "size": "small"})
    jobs.watch_latest("make_demo", "demo")


def fresh(text: str) -> None:
    """Say that a run stands on what is there today."""
    st.badge(text, icon=":material/check:", color="green")


def stale(text: str) -> None:
    """Say that a run speaks of what was there earlier, and what to do."""
    st.badge(text, icon=":material/history:", color="orange")
