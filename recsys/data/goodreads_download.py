"""Fetches a genre of the UCSD Book Graph from where its authors keep it."""

from collections.abc import Mapping
from pathlib import Path

from recsys.data import download
from recsys.data.download import Expected, NotFetched
from recsys.data.goodreads import AUTHORS, KINDS, PAGE
from recsys.errors import BadInput
from recsys.progress import Report, part, silent

BASE = "https://mcauleylab.ucsd.edu/public_datasets/gdrive/goodreads"
GENRES = (
    "children",
    "comics_graphic",
    "fantasy_paranormal",
    "history_biography",
    "mystery_thriller_crime",
    "poetry",
    "romance",
    "young_adult",
)
SHARES = {"books": 0.1, "interactions": 0.6, "reviews": 0.25, "authors": 0.05}  # of the time, by what they weigh


def addresses(genre: str, base: str = BASE) -> dict[str, str]:
    """Kind -> address of the three files of a genre and, last, the authors' names."""
    if genre not in GENRES:
        raise BadInput(f"The Book Graph has no genre “{genre[:80]}”. Choose one of {', '.join(GENRES)}.")
    of_genre = {kind: f"{base}/byGenre/goodreads_{kind}_{genre}.json.gz" for kind in KINDS}
    return of_genre | {"authors": f"{base}/{AUTHORS}.gz"}


def fetch(
    folder: Path,
    genre: str = "young_adult",
    report: Report = silent,
    base: str = BASE,
    sha256: Mapping[str, str] | None = None,
) -> None:
    """Download into `folder` what is missing there of a genre's files; a file that is there unpacked is there.

    sha256: name of a file -> what it has to be; by default what it was when it was downloaded first (UCSD tells none).
    base: a mirror. Raises BadInput naming the files, their page and the folder where they can't be fetched.
    """
    start, wanted = 0.0, addresses(genre, base.rstrip("/"))
    for kind, url in wanted.items():
        target = folder / url.rpartition("/")[2]
        stage = part(report, start, start + SHARES[kind])
        start += SHARES[kind]
        if (folder / target.stem).exists():
            continue
        try:
            download.fetch(url, target, stage, Expected((sha256 or {}).get(target.name), download.GZIP))
        except NotFetched as error:
            of_genre = ", ".join(wanted[kind].rpartition("/")[2] for kind in KINDS)
            raise BadInput(
                f"{error} Try again, it goes on from what has arrived; or get the three files {of_genre} "
                f"yourself from {PAGE} and put them into {folder}."
            ) from error
    report(1.0, f"{genre} is in {folder}")
