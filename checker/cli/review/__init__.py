"""A change beside its base, and what an old fleet is forgiven."""
