"""Tools of those who keep the catalog; no part of the program, and of no wheel."""
