"""How far predicted stars are from those that were given."""

import numpy as np
import numpy.typing as npt

NAMES = ("rmse", "mse", "mae", "rounded_hits")


def star_errors(
    predicted: npt.NDArray[np.floating], stars: npt.NDArray[np.floating], scale: tuple[float, float], step: float
) -> dict[str, float | None]:
    """RMSE, MSE, MAE of predictions clipped to the scale, and the share that is right once rounded to a step.

    step: what two neighboring ratings are apart, such as 0.5. Without any rating all are None.
    """
    if not len(stars):
        return dict.fromkeys(NAMES)
    clipped = np.clip(predicted.astype(np.float64), *scale)
    error = clipped - stars
    rounded = scale[0] + np.floor((clipped - scale[0]) / step + 0.5) * step
    mse = float(np.mean(error**2))
    return {
        "rmse": float(np.sqrt(mse)),
        "mse": mse,
        "mae": float(np.mean(np.abs(error))),
        "rounded_hits": float(np.mean(np.abs(rounded - stars) < step / 2)),
    }


def star_step(stars: npt.NDArray[np.floating]) -> float:
    """What two neighboring ratings of a scale are apart: 1 where all are whole numbers, else the least difference."""
    return float(np.min(np.diff(np.unique(stars)), initial=1.0))
