"""OSCAL assessment results, for tools that gather evidence."""
