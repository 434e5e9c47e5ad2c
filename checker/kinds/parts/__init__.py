"""What several kinds share: subjects, shares, losses, verdicts."""
