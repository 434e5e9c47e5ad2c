"""Tools of those who keep the catalog and the documentation; no part of the program, and of no wheel."""
