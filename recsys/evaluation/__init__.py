"""Evaluation: functions over predictions and truth, whatever made the predictions."""
