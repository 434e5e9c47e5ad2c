"""What is known about models on a day, and what changed: ``catalog list``, ``show`` and ``diff``."""
