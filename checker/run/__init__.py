"""Everything that is read: from the work tree, from what git tracks, from a revision, or from memory.

``files`` is where files come from, ``read`` the order in which they are read, and ``run`` what there
is then, with its report.
"""
