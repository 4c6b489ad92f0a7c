"""What every Python component shares: the step contract and the canonical artifacts (docs/architecture.md, 2 to 4).

A component imports names from here only, and the same code runs in training and in serving.
"""

from .assignment import assign_parts, stratified
from .boosting import BoostedTrees, dense
from .canonical import dump_estimator, load_estimator, read_json, write_array, write_json, write_text
from .cells import MISSING, Cells
from .labels import PARTS, TEST, TRAIN, VALIDATION, Labels, Predictions
from .loss import log_loss
from .matrix import Matrix
from .neighbours import Asked, Neighbours, Unanswerable
from .predictions import read_predictions
from .rows import Column, Rows
from .step import Step, StepFailure, main, open_artifact
from .targets import Targets, Values
from .trees import leaves_of

__all__ = [
    "Asked", "BoostedTrees", "Cells", "Column", "Labels", "MISSING", "Matrix", "Neighbours", "PARTS", "Predictions", "Rows",
    "Step", "StepFailure", "TEST", "TRAIN", "Targets", "Unanswerable", "VALIDATION", "Values", "assign_parts", "dense",
    "dump_estimator", "leaves_of", "load_estimator", "log_loss", "main", "open_artifact", "read_json", "read_predictions",
    "stratified", "write_array", "write_json", "write_text",
]
