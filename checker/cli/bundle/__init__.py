"""Evidence bundles: everything a run read and said, in one folder or zip, to be checked again by somebody else.

``contents`` makes the files, ``store`` writes them whole or not at all, ``unpack`` reads a
bundle that anybody may have made, and ``verify`` compares it with itself and judges it again.
"""
