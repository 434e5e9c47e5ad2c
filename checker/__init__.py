"""modelbylaws: policy about the AI models an organization depends on.

The way a manifest takes: ``source`` reads its text, ``shape`` types it,
``manifest`` says what it may hold, ``fleet`` joins it with the facts of
``catalog``, the ``kinds`` judge it by the rules of ``policy``, ``engine`` puts
the verdicts into a ``report``, and ``formats`` write that down for ``cli``.
"""

__version__ = "0.1.0"
