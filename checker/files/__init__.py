"""What each file of a user may hold: one module a format, with every key, its type and its limits."""
