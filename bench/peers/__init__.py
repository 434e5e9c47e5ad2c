"""The same five rules in the languages of other tools, and how each of them is asked."""
