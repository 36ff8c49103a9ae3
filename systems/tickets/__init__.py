"""Support tickets: which team and which intent, or none of ours."""
