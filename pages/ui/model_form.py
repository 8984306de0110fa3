"""What is trained next: which family, on which labels, with which settings."""

import streamlit as st

from pages.ui import labels, settings_form, state
from pages.ui.frame import Desk
from pages.ui.text import plain
from recsys.model_runs import TrainModel
from recsys.models.contract import Family
from recsys.models.families import FAMILIES
from recsys.runs import MOST_TITLE, WEAK, LabelSource

KINDS = {"ours": "Ours", "baseline": "Baseline"}
PREDICTS = {  # in the order in which families are offered
    "liked": "Its scores are probabilities of being liked.",
    "order": "Its scores are good for an order, and mean nothing else.",
    "stars": "It predicts stars.",
}
SOURCES: dict[LabelSource, tuple[str, str]] = {
    "weak": ("weak labels", "What the functions' votes say of train; no gold at all."),
    "weak+dev": ("weak labels and dev", "The same, and the few rows of dev whose gold is known."),
    "gold": ("the gold of dev alone", "Few rows, but all true: what there would be without labeling functions."),
    "ratings": (
        "ratings",
        "The stars of train and dev, as if nothing had to be labeled: what withheld gold would give.",
    ),
}


def choose_family() -> Family:
    """One of the families with what there is to say of it: ours first, then by what their scores are good for."""

    def place(name: str) -> tuple[int, int]:
        return list(KINDS).index(FAMILIES[name].kind), list(PREDICTS).index(FAMILIES[name].predicts)

    names = sorted(FAMILIES, key=place)
    state.from_address("family", names, names[0])
    chosen = st.selectbox(
        "Model family", names, key="family",
        format_func=lambda name: f"{KINDS[FAMILIES[name].kind]} · {FAMILIES[name].title}",
        help="Ours are made for these data. Baselines are what one would take instead: whatever does not beat them "
        "is not worth its time. Of either kind, those that rank come first, then those that predict stars.",
    )  # fmt: skip
    state.to_address("family")
    family = FAMILIES[chosen]
    source = f" Source: {family.source}." if family.source else ""
    st.caption(plain(f"{family.about} {PREDICTS[family.predicts]}{source}"))
    return family


def ask(desk: Desk, family: Family) -> TrainModel | None:
    """Choose how to train a model of a family; None, with the reason shown, where it can't be."""
    source, label_run = _choose_labels(desk, family)
    settings = settings_form.ask(family)
    title = st.text_input(
        "Name", key="model title", placeholder="optional", max_chars=MOST_TITLE, help="What you call this run."
    )
    if settings is None:
        return None
    return TrainModel(
        dataset=desk.name,
        model=family.name,
        labels=source,
        label_run=label_run,
        settings=settings.model_dump(mode="json", exclude_defaults=True),
        title=title.strip(),
    )


def _choose_labels(desk: Desk, family: Family) -> tuple[LabelSource, str | None]:
    label_runs = labels.trainable(desk)
    sources: list[LabelSource] = [source for source in SOURCES if label_runs or source not in WEAK]
    likely: LabelSource = "weak+dev" if label_runs and family.predicts != "stars" else "ratings"
    chosen: LabelSource = st.radio(
        "Train on", sources, index=sources.index(likely), format_func=lambda source: SOURCES[source][0],
        persist_state="session", key=f"label source/{desk.name}/{bool(label_runs)}/{family.predicts == 'stars'}",
        help="  \n".join(f"**{SOURCES[source][0]}**: {SOURCES[source][1]}" for source in sources),
    )  # fmt: skip
    st.caption(SOURCES[chosen][1])
    if not label_runs:
        st.caption("There are no weak labels yet: fit the label model to train on them too.")
    if chosen not in WEAK:
        return chosen, None
    return chosen, st.selectbox(
        "Labels by", list(label_runs), format_func=label_runs.__getitem__, key=f"labels by/{desk.name}",
        help="Which label model gives the weak labels; the newest is first.",
    )  # fmt: skip
