"""``scan``: names of models in the tracked files of a repository, as observations; found by words, without a parser.

A word counts as a whole, and only if the resolver knows which model it means. What also means something else needs a
second sign. Scanners that read code see more; their bills of materials are evidence, too.
"""
