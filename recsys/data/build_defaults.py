"""Build settings for sources that were chosen with care already: nobody and nothing is left out."""

from collections.abc import Mapping
from typing import Any

from recsys.settings import BuildSettings, checked

# Ratings are split at random, as S2 and S3 do it, so that every user has a history. Test and dev get a fifth each:
# their numbers rest on as many rows, and what is withheld from dev is what functions are tuned on.
EVERYTHING: Mapping[str, Any] = {
    "min_item_ratings": 0,
    "max_item_ratings": 10**9,
    "min_user_items": 1,
    "max_user_items": 10**9,
    "split": "holdout",
    "test_fraction": 0.2,
    "dev_fraction": 0.25,
    "valid_fraction": 0.1,
}


def build_settings(overrides: Mapping[str, Any] | None = None) -> BuildSettings:
    """The settings that suit MovieLens and goodbooks-10k, with whatever is said differently."""
    return checked(BuildSettings, {**EVERYTHING, **(overrides or {})}, "settings")
