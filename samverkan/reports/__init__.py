"""The compilation that a review ends in: what is frozen, compared, looked at and printed."""
