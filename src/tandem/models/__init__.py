"""Trained models over plain typed data, their calibration, and reasons for what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tandem.core.lazy import lazy

if TYPE_CHECKING:
    from tandem.models.blend import Blend
    from tandem.models.boosting import Boosting, BoostingClassifier, BoostingRegressor
    from tandem.models.calibrate import Calibrated
    from tandem.models.catboost import CatBoost, CatBoostClassifier, CatBoostRegressor
    from tandem.models.cautious import Cautious
    from tandem.models.compress import Compressed, prune, quantise
    from tandem.models.constrained import Constrained
    from tandem.models.contributions import Contribution, shapley
    from tandem.models.counterfactual import Counterfactual, counterfactuals
    from tandem.models.dependence import interaction, partial_dependence
    from tandem.models.distillation import Distilled, distil
    from tandem.models.explain import Reason
    from tandem.models.forest import Forest, ForestClassifier, ForestRegressor
    from tandem.models.group_thresholds import GroupThresholds
    from tandem.models.hierarchy import LabelHierarchy, Nested, nest
    from tandem.models.importance import Importance, permutation_importance
    from tandem.models.intervals import Conformal, Interval
    from tandem.models.large import fit_table
    from tandem.models.learning import LearningCurve, learning_curve
    from tandem.models.logistic import Logistic
    from tandem.models.multi import LabelSet, MultiLabel, MultiOutput
    from tandem.models.naive_bayes import NaiveBayes, NaiveBayesClassifier
    from tandem.models.neighbours import Neighbours, NeighboursClassifier, NeighboursRegressor
    from tandem.models.network import Network, NetworkClassifier, NetworkRegressor
    from tandem.models.onnx import OnnxModel, to_onnx
    from tandem.models.prototypes import Prototypes
    from tandem.models.reweighed import Reweighed, reweigh
    from tandem.models.ridge import Ridge
    from tandem.models.scoped import Placed, Scoped
    from tandem.models.selection import Candidate, Selected
    from tandem.models.sentence import SentenceClassifier
    from tandem.models.space import Space, choice, span, tunable
    from tandem.models.stability import Agreement, Stability, agreement, reason_stability
    from tandem.models.stack import Stack
    from tandem.models.surrogate import Surrogate, lime
    from tandem.models.tabular import Encoder
    from tandem.models.tagger import OUTSIDE, Tagger, Tags, Word
    from tandem.models.text import Labels, TextClassifier
    from tandem.models.threshold import CostCurve
    from tandem.models.tune import Trial, Tuned
    from tandem.models.undersample import Undersampled
    from tandem.models.unseen import cross_predict
    from tandem.models.voting import Voting
    from tandem.models.xgboost import XGBoost, XGBoostClassifier, XGBoostRegressor

__all__ = [
    "OUTSIDE",
    "Agreement",
    "Blend",
    "Boosting",
    "BoostingClassifier",
    "BoostingRegressor",
    "Calibrated",
    "Candidate",
    "CatBoost",
    "CatBoostClassifier",
    "CatBoostRegressor",
    "Cautious",
    "Compressed",
    "Conformal",
    "Constrained",
    "Contribution",
    "CostCurve",
    "Counterfactual",
    "Distilled",
    "Encoder",
    "Forest",
    "ForestClassifier",
    "ForestRegressor",
    "GroupThresholds",
    "Importance",
    "Interval",
    "LabelHierarchy",
    "LabelSet",
    "Labels",
    "LearningCurve",
    "Logistic",
    "MultiLabel",
    "MultiOutput",
    "NaiveBayes",
    "NaiveBayesClassifier",
    "Neighbours",
    "NeighboursClassifier",
    "NeighboursRegressor",
    "Nested",
    "Network",
    "NetworkClassifier",
    "NetworkRegressor",
    "OnnxModel",
    "Placed",
    "Prototypes",
    "Reason",
    "Reweighed",
    "Ridge",
    "Scoped",
    "Selected",
    "SentenceClassifier",
    "Space",
    "Stability",
    "Stack",
    "Surrogate",
    "Tagger",
    "Tags",
    "TextClassifier",
    "Trial",
    "Tuned",
    "Undersampled",
    "Voting",
    "Word",
    "XGBoost",
    "XGBoostClassifier",
    "XGBoostRegressor",
    "agreement",
    "choice",
    "counterfactuals",
    "cross_predict",
    "distil",
    "fit_table",
    "interaction",
    "learning_curve",
    "lime",
    "nest",
    "partial_dependence",
    "permutation_importance",
    "prune",
    "quantise",
    "reason_stability",
    "reweigh",
    "shapley",
    "span",
    "to_onnx",
    "tunable",
]

__getattr__ = lazy(
    __name__,
    {
        "Cautious": "tandem.models.cautious",
        "Agreement": "tandem.models.stability",
        "Stability": "tandem.models.stability",
        "agreement": "tandem.models.stability",
        "reason_stability": "tandem.models.stability",
        "Surrogate": "tandem.models.surrogate",
        "lime": "tandem.models.surrogate",
        "Compressed": "tandem.models.compress",
        "prune": "tandem.models.compress",
        "quantise": "tandem.models.compress",
        "Distilled": "tandem.models.distillation",
        "distil": "tandem.models.distillation",
        "fit_table": "tandem.models.large",
        "OnnxModel": "tandem.models.onnx",
        "to_onnx": "tandem.models.onnx",
        "Reweighed": "tandem.models.reweighed",
        "reweigh": "tandem.models.reweighed",
        "Constrained": "tandem.models.constrained",
        "GroupThresholds": "tandem.models.group_thresholds",
        "LearningCurve": "tandem.models.learning",
        "learning_curve": "tandem.models.learning",
        "Importance": "tandem.models.importance",
        "permutation_importance": "tandem.models.importance",
        "Contribution": "tandem.models.contributions",
        "shapley": "tandem.models.contributions",
        "partial_dependence": "tandem.models.dependence",
        "interaction": "tandem.models.dependence",
        "Counterfactual": "tandem.models.counterfactual",
        "counterfactuals": "tandem.models.counterfactual",
        "Blend": "tandem.models.blend",
        "Boosting": "tandem.models.boosting",
        "BoostingClassifier": "tandem.models.boosting",
        "BoostingRegressor": "tandem.models.boosting",
        "Calibrated": "tandem.models.calibrate",
        "Conformal": "tandem.models.intervals",
        "CostCurve": "tandem.models.threshold",
        "Encoder": "tandem.models.tabular",
        "Forest": "tandem.models.forest",
        "ForestClassifier": "tandem.models.forest",
        "ForestRegressor": "tandem.models.forest",
        "Interval": "tandem.models.intervals",
        "LabelHierarchy": "tandem.models.hierarchy",
        "Nested": "tandem.models.hierarchy",
        "nest": "tandem.models.hierarchy",
        "Prototypes": "tandem.models.prototypes",
        "Placed": "tandem.models.scoped",
        "Scoped": "tandem.models.scoped",
        "SentenceClassifier": "tandem.models.sentence",
        "Labels": "tandem.models.text",
        "Logistic": "tandem.models.logistic",
        "Reason": "tandem.models.explain",
        "Candidate": "tandem.models.selection",
        "Selected": "tandem.models.selection",
        "Voting": "tandem.models.voting",
        "Ridge": "tandem.models.ridge",
        "Space": "tandem.models.space",
        "Stack": "tandem.models.stack",
        "TextClassifier": "tandem.models.text",
        "Undersampled": "tandem.models.undersample",
        "Trial": "tandem.models.tune",
        "Tuned": "tandem.models.tune",
        "choice": "tandem.models.space",
        "cross_predict": "tandem.models.unseen",
        "span": "tandem.models.space",
        "tunable": "tandem.models.space",
        "CatBoost": "tandem.models.catboost",
        "CatBoostClassifier": "tandem.models.catboost",
        "CatBoostRegressor": "tandem.models.catboost",
        "LabelSet": "tandem.models.multi",
        "MultiLabel": "tandem.models.multi",
        "MultiOutput": "tandem.models.multi",
        "NaiveBayes": "tandem.models.naive_bayes",
        "NaiveBayesClassifier": "tandem.models.naive_bayes",
        "Neighbours": "tandem.models.neighbours",
        "NeighboursClassifier": "tandem.models.neighbours",
        "NeighboursRegressor": "tandem.models.neighbours",
        "XGBoost": "tandem.models.xgboost",
        "XGBoostClassifier": "tandem.models.xgboost",
        "XGBoostRegressor": "tandem.models.xgboost",
        "OUTSIDE": "tandem.models.tagger",
        "Tagger": "tandem.models.tagger",
        "Tags": "tandem.models.tagger",
        "Word": "tandem.models.tagger",
        "Network": "tandem.models.network",
        "NetworkClassifier": "tandem.models.network",
        "NetworkRegressor": "tandem.models.network",
    },
)
