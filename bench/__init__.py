"""How fast the program is, beside others, as ratios that were measured in one run.

``python -m bench`` prints the table; ``python -m bench fleet`` writes the fleets it measures. Nothing here is part of
the program, and the program imports nothing from here. Times are seconds and memory is bytes, until they are shown.
"""
