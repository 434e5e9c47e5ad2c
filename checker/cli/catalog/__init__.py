"""The verbs of ``catalog``: what is known about models, and where more is imported from."""
