"""How far a share that was counted may be from the true one."""

import numpy as np
import numpy.typing as npt

Z = 1.96  # 95 %


def wilson(
    successes: npt.ArrayLike, trials: npt.ArrayLike, z: float = Z
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The lower and upper bound of each share `successes / trials`, of their common shape; NaN where trials is 0.

    z: the normal quantile of the confidence wanted. Source: Wilson, "Probable inference, the law of succession, and
    statistical inference", JASA 22 (1927).
    """
    hits, n = np.broadcast_arrays(np.asarray(successes, np.float64), np.asarray(trials, np.float64))
    share = np.divide(hits, n, out=np.full(n.shape, np.nan), where=n > 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        center = share + z * z / (2 * n)
        half_width = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
        low, high = (center - half_width) / (1 + z * z / n), (center + half_width) / (1 + z * z / n)
    # At shares of 0 and 1 a bound is the share itself, which rounding misses by a hair.
    return np.where(share == 0, 0.0, low), np.where(share == 1, 1.0, high)
