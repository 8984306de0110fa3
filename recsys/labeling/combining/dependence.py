"""Functions that vote alike beyond what gold explains: one witness heard twice, where label models believe in two.

Two things are tested for each pair, both given the gold class. Do they err together, where both vote? And do their
votes say together what they claim apart? The second is the only question to functions that vote one way: they can't
disagree. That two functions vote on the same rows, such as those with a review, is no harm in itself and no warning: it
is one when it happens more with one gold class than with the other.
"""

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from recsys.data.dataset import Doubles
from recsys.labeling.patterns import Patterns

IDENTICAL, WRONG_TOGETHER, COUNTED_TWICE = "identical", "wrong together", "counted twice"
LEAST_EXPECTED = 5  # rows; below that the normal distribution is no good stand-in for counts
FALSE_WARNINGS = 0.05  # the share of warnings one puts up with being false


class Errors(NamedTuple):
    """Of each pair, (m, m): agreement where both vote, that expected of independent errors, odds ratio and z of erring
    together. NaN where there are too few rows."""

    rows: Doubles
    agreement: Doubles
    expected: Doubles
    odds_ratio: Doubles
    z: Doubles


class Evidence(NamedTuple):
    """Of each pair, (m, m): by how much the odds grow when both cast the same vote, as claimed by each vote apart and
    as earned by both together; z of the first being the larger. NaN where there are too few rows."""

    claimed: Doubles
    earned: Doubles
    z: Doubles


def pairs(found: Patterns, names: Sequence[str], others: Sequence[Patterns] = ()) -> pd.DataFrame:
    """Every pair of functions that vote on a common row with gold or vote identically, the most suspicious first.

    others: those of further rows, on which two have to vote identically too to be called so. Columns: first, second,
    rows (both vote, with gold), agreement, expected, odds_ratio of `wrong_together`; claimed, earned of
    `counted_twice`; kind: IDENTICAL, or the test with the smaller p-value; p, one-sided, times two where both tests
    could be made; q, the share of false warnings if this and all above are taken as warnings; warns: q below
    FALSE_WARNINGS, or identical. NaN where there are too few rows to test.
    """
    errors, evidence = wrong_together(found), counted_twice(found)
    alike = identical([found, *others])
    first, second = np.nonzero(np.triu((errors.rows > 0) | alike, 1))
    z = np.stack([errors.z[first, second], evidence.z[first, second]])
    tests = (~np.isnan(z)).sum(axis=0)
    strongest = np.fmax(z[0], z[1])
    p = np.array([math.erfc(value / math.sqrt(2)) / 2 for value in strongest])
    p = np.minimum(p * tests, 1)
    q, same = false_discovery_rate(p), alike[first, second]
    table = pd.DataFrame(
        {
            "first": np.array(names)[first],
            "second": np.array(names)[second],
            "rows": errors.rows[first, second].astype(int),
            "agreement": errors.agreement[first, second],
            "expected": errors.expected[first, second],
            "odds_ratio": errors.odds_ratio[first, second],
            "claimed": evidence.claimed[first, second],
            "earned": evidence.earned[first, second],
            "kind": np.select([same, tests == 0, z[0] == strongest], [IDENTICAL, "", WRONG_TOGETHER], COUNTED_TWICE),
            "p": p,
            "q": q,
            "warns": same | (q < FALSE_WARNINGS),
        }
    )
    return table.iloc[np.lexsort([p, ~same])].reset_index(drop=True)


def identical(parts: Sequence[Patterns]) -> npt.NDArray[np.bool_]:
    """Which functions cast the same votes on the same rows of all parts, (m, m); those that never vote are no pair."""
    votes = np.concatenate([part.votes[part.counts > 0] for part in parts])
    _, place = np.unique(votes, axis=1, return_inverse=True)
    return np.asarray((place[:, None] == place) & (votes >= 0).any(axis=0))


def wrong_together(found: Patterns) -> Errors:
    """Do errors coincide, where both vote? Mantel and Haenszel's test over the gold classes, continuity corrected.

    Source: Mantel and Haenszel, "Statistical aspects of the analysis of data from retrospective studies of disease",
    JNCI 22 (1959); where it may be used: Mantel and Fleiss, "Minimum expected cell size requirements …" (1980).
    """
    wrong = np.stack([found.votes == 1, found.votes == 0]).astype(float)  # by gold class
    right, counts = wrong[::-1], found.gold_counts.T[:, :, None]
    both_wrong, both_right = _rows(wrong, wrong, counts), _rows(right, right, counts)
    first_wrong = _rows(wrong, right, counts)
    second_wrong = first_wrong.transpose(0, 2, 1)
    n = both_wrong + both_right + first_wrong + second_wrong
    wrong_i, wrong_j = both_wrong + first_wrong, both_wrong + second_wrong
    expected = _over(wrong_i * wrong_j, n)
    variance = _over(wrong_i * (n - wrong_i) * wrong_j * (n - wrong_j), n * n * (n - 1)).sum(axis=0)
    excess = (both_wrong - expected).sum(axis=0)
    fewest, most = np.maximum(0, wrong_i + wrong_j - n), np.minimum(wrong_i, wrong_j)
    room = np.minimum((expected - fewest).sum(axis=0), (most - expected).sum(axis=0))
    with np.errstate(invalid="ignore", divide="ignore"):
        z = np.sign(excess) * np.maximum(np.abs(excess) - 0.5, 0) / np.sqrt(variance)
        return Errors(
            rows=n.sum(axis=0),
            agreement=(both_wrong + both_right).sum(axis=0) / n.sum(axis=0),
            expected=(expected + _over((n - wrong_i) * (n - wrong_j), n)).sum(axis=0) / n.sum(axis=0),
            odds_ratio=_over(both_wrong * both_right, n).sum(axis=0) / _over(first_wrong * second_wrong, n).sum(axis=0),
            z=np.where(room >= LEAST_EXPECTED, z, np.nan),
        )


def counted_twice(found: Patterns) -> Evidence:
    """Do two equal votes say less together than they claim apart? By how much more often than independent votes they
    meet, in one gold class against the other; both labels together, each by how surely it is known.
    """
    claimed, earned, weight = np.stack([_evidence(found, label) for label in (0, 1)], axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        total = weight.sum(axis=0)
        apart, together = (np.where(weight > 0, e * weight, 0).sum(axis=0) / total for e in (claimed, earned))
        return Evidence(np.exp(apart), np.exp(together), (apart - together) * np.sqrt(total))


def false_discovery_rate(p: Doubles) -> Doubles:
    """The q of each p-value, NaN of NaN, which counts as no test.

    Source: Benjamini and Hochberg, "Controlling the false discovery rate", JRSS B 57 (1995).
    """
    order = np.argsort(p)[: int((~np.isnan(p)).sum())]
    scaled = p[order] * len(order) / np.arange(1, len(order) + 1)
    q = np.full(len(p), np.nan)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1)
    return q


def sentence(pair: "pd.Series[Any]") -> str:
    """What a row of `pairs` means, for people."""
    both = f"{pair['first']} and {pair['second']}"
    if pair["kind"] == IDENTICAL:
        return f"{both} vote identically: wherever one votes, the other casts the same vote."
    if pair["kind"] == WRONG_TOGETHER:
        return (
            f"{both} agree on {pair['agreement']:.0%} of the {pair['rows']:,} rows with gold on which both vote; "
            f"if each made its own mistakes, it would be {pair['expected']:.0%}."
        )
    if pair["kind"] == COUNTED_TWICE:
        return (
            f"{both} say much the same twice: where they vote alike, that label is {pair['earned']:.1f} times as "
            f"likely as elsewhere (by odds), and two votes that knew nothing of each other would claim "
            f"{pair['claimed']:.1f} times. A label model that counts both may trust them too much."
        )
    return f"{both} vote together on {pair['rows']:,} rows with gold: too few to say."


def _over(part: Doubles, whole: Doubles) -> Doubles:
    """part / whole, 0 where there is no whole: a gold class without rows adds nothing to a sum over both."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)


def _rows(first: Doubles, second: Doubles, counts: npt.NDArray[np.int64]) -> Doubles:
    """Rows on which function i does the first thing and j the second, by gold class: (2, p, m) -> (2, m, m)."""
    return (first * counts).transpose(0, 2, 1) @ second


def _evidence(found: Patterns, label: int) -> tuple[Doubles, Doubles, Doubles]:
    """What two votes of a label do to the log-odds, in the direction they claim: claimed, earned, 1 / variance."""
    voted, totals = (found.votes == label).astype(float), found.gold_counts.sum(axis=0)[:, None, None]
    both = _rows(np.stack([voted, voted]), voted, found.gold_counts.T[:, :, None])
    with np.errstate(invalid="ignore", divide="ignore"):
        alone = np.diagonal(both, axis1=1, axis2=2)
        i, j = alone[:, :, None], alone[:, None, :]
        met = i * j / totals  # rows on which votes that know nothing of each other would meet
        # If they claim no more than they earn, they meet more often than that by the same factor in both classes.
        met = np.minimum(met * both.sum(axis=0) / met.sum(axis=0), np.minimum(i, j))
        share, p_i, p_j = met / totals, i / totals, j / totals
        # The delta method, for the logarithm of share / (p_i * p_j) in each gold class.
        variance = (1 / share - 1 / p_i - 1 / p_j + 2 * share / (p_i * p_j) - 1) / totals
        claim = np.log(p_i[1] / p_i[0]) + np.log(p_j[1] / p_j[0])
        # Half a row more, for the logarithm of a small count is too small on average.
        earning = np.log((both[1] + 0.5) / totals[1]) - np.log((both[0] + 0.5) / totals[0])
        is_known = (met >= LEAST_EXPECTED).all(axis=0) & (variance.sum(axis=0) > 0)
        weight = np.where(is_known, 1 / variance.sum(axis=0), 0.0)
    return np.abs(claim), np.sign(claim) * earning, weight
