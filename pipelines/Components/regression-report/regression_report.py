"""Compares predicted numbers with the true ones. The formulas are those of sklearn.metrics."""

from __future__ import annotations

from typing import Any

import numpy as np

from modelyard import TRAIN, Step, StepFailure, Targets, Values, main, write_json, write_text
from residual_svg import draw

_SHARES = (0.5, 0.9, 0.95, 0.99)


def run(step: Step) -> None:
    predictions, targets = step.open("predictions"), step.open("targets")
    truth = truth_of(predictions, targets)
    known = targets.values[targets.numbers(TRAIN)]
    report = summary(truth, predictions.values, float(known.mean()) if len(known) else float(truth.mean()))
    write_json(step.outputs["report"] / "report.json", report)
    write_text(step.outputs["report"] / "residuals.svg", draw(predictions.values, predictions.values - truth))
    step.write_metrics({name: report[name] for name in ("rmse", "mae", "r2", "baseline-rmse", "rows")})


def summary(truth: np.ndarray, guesses: np.ndarray, mean: float) -> dict[str, Any]:
    """The document report.json. mean: of the training rows, which a model that knows nothing else would answer."""
    errors = guesses - truth
    spread = float(((truth - truth.mean()) ** 2).sum())
    squares = float((errors ** 2).sum())
    # As scikit-learn has it where the truth never changes: 1 for a perfect answer, else 0.
    r2 = 1 - squares / spread if spread > 0 else float(squares == 0)
    quantiles = np.quantile(np.abs(errors), _SHARES)
    return {"rmse": float(np.sqrt((errors ** 2).mean())), "mae": float(np.abs(errors).mean()), "r2": r2, "rows": len(truth),
            "bias": float(errors.mean()), "baseline-rmse": float(np.sqrt(((truth - mean) ** 2).mean())),
            "absolute-error": {str(share): quantile for share, quantile in zip(_SHARES, quantiles.tolist())},
            "truth": {"least": float(truth.min()), "mean": float(truth.mean()), "greatest": float(truth.max())}}


def truth_of(predictions: Values, targets: Targets) -> np.ndarray:
    if predictions.count == 0:
        raise StepFailure("predictions holds no row; give the split a test part")
    if predictions.rows.max() >= targets.count:
        raise StepFailure(f"predictions is for row {predictions.rows.max()}, targets has {targets.count} rows; "
                          "take both from the same split")
    return targets.values[predictions.rows]


if __name__ == "__main__":
    main(__name__)
