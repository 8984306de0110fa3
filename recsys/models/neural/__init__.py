"""S2's networks for stars: NeuMF, and the same with a fixed vector for each item."""

from recsys.models.contract import Family
from recsys.models.neural.model import Hybrid, NeuMF
from recsys.models.neural.settings import HybridSettings, NeuMFSettings

FITTING = "recsys.models.neural.fitting"

NEUMF = Family(
    name="neumf",
    title="NeuMF",
    about=(
        "A user and an item meet twice, in a product of vectors and in a small network; with the biases, both add up "
        "to the stars."
    ),
    kind="ours",
    predicts="stars",
    settings=NeuMFSettings,
    model=NeuMF,
    fitting=FITTING,
    needs="tensorflow",
    source="He et al. 2017, for stars",
)
HYBRID = Family(
    name="hybrid",
    title="Hybrid",
    about="NeuMF that is also given a fixed vector of each item: your own, or one made of genres, authors and company.",
    kind="ours",
    predicts="stars",
    settings=HybridSettings,
    model=Hybrid,
    fitting=FITTING,
    needs="tensorflow",
    source="He et al. 2017, for stars, with item vectors",
)

FAMILIES = (NEUMF, HYBRID)
