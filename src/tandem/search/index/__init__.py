"""An index as learned state: one read-only folder, and an overlay of what changed since."""
