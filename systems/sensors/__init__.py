"""Sensors: which readings are unusual, which channel says so, how long an engine will last."""
