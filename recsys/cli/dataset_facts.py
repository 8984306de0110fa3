"""What is known of a dataset besides how much there is in it: for people in words, for scripts as it is stored."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from recsys.data import inventory
from recsys.data.inventory import Entry
from recsys.data.nouns import WITH_TEXT, counts_with_text
from recsys.settings import About, BuildSettings, checked

COUNTS = ("users", "items", "items_rated", "interactions", "ratings", "reviews")
COLUMNS = ("name", "source", "synthetic", "created", *COUNTS, "bytes", "split", "license", "fingerprint", "damage")
NO_LIMIT = 10**9
NOTHING = "–"


def row(entry: Entry) -> dict[str, Any]:
    """A dataset as a row of the list for scripts; what can't be read any more is None."""
    known = dict.fromkeys(COLUMNS) | {"name": entry.name, "bytes": entry.bytes, "damage": entry.damage}
    if entry.info:
        about, counts, settings = (entry.info[part] for part in ("about", "counts", "settings"))
        known |= {name: about[name] for name in ("source", "synthetic", "license", "created")}
        known |= {name: counts.get(name) for name in COUNTS}
        known |= {"split": settings.get("split", "user"), "fingerprint": entry.info["fingerprint"]}
    return known


def in_words(entries: Sequence[Entry]) -> pd.DataFrame:
    """The list for people."""
    table = pd.DataFrame([_in_words(entry) for entry in entries])
    table = table.drop(columns=[name for name in WITH_TEXT.values() if (table[name] == NOTHING).all()])
    for name in table.columns.intersection(["users", "items", "ratings", *WITH_TEXT.values(), "size"]):
        table[name] = table[name].str.rjust(max(len(name), table[name].str.len().max()))
    return table


def facts(entry: Entry) -> dict[str, str]:
    """Where a dataset comes from, what it takes and what it was built with, for people."""
    about = entry.info["about"]
    settings = checked(BuildSettings, entry.info["settings"], entry.name).model_dump()
    return {
        "data": "synthetic" if about["synthetic"] else "real",
        "source": about["source"],
        "license": about["license"] or "none is known",
        "made": about["created"],
        "on disk": inventory.size_in_words(entry.bytes),
        "checksum": entry.info["fingerprint"],
        **{name.replace("_", " "): _value_in_words(value) for name, value in settings.items()},
    }


def everything(entry: Entry) -> dict[str, Any]:
    """All that is known of a dataset, for scripts."""
    info = entry.info
    files = [
        {"file": file, "bytes": entry.sizes.get(file), "checksum": checksum}
        for file, checksum in info["checksums"].items()
    ]
    return (
        info["about"]
        | info["counts"]
        | {name: info[name] for name in ("settings", "left_out", "fingerprint")}
        | {"places": info.get("places", {}), "bytes": entry.bytes, "files": files}
    )


def _in_words(entry: Entry) -> dict[str, str]:
    known = row(entry)
    counts = {name: known[name] for name in ("users", "items", "ratings")} | dict.fromkeys(WITH_TEXT.values())
    if entry.info:
        counts |= counts_with_text(About.model_validate(entry.info["about"]), known["reviews"])
    return {
        "name": entry.name,
        "source": known["source"] or NOTHING,
        "data": NOTHING if known["synthetic"] is None else "synthetic" if known["synthetic"] else "real",
        **{name: NOTHING if count is None else f"{count:,}" for name, count in counts.items()},
        "size": inventory.size_in_words(entry.bytes),
        "made": (known["created"] or NOTHING)[:10],
        "split": known["split"] or NOTHING,
        "checksum": (known["fingerprint"] or NOTHING)[:8],
        "state": "damaged" if entry.damage else "whole",
        "license": known["license"] or NOTHING,
    }


def _value_in_words(value: object) -> str:
    if isinstance(value, int):
        return f"{value:,}" if value < NO_LIMIT else "no limit"
    return str(value)
