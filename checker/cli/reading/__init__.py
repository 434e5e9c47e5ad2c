"""Everything that is read: from the work tree, from what git tracks, or from a revision.

``files`` is the source of files, ``load`` the order in which they are read, ``loaded`` what a run has then.
"""
