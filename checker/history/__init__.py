"""What became of a fleet over time: a folder with a summary of each run, or evidence bundles, or both.

``summarize`` makes a summary of what a report says, ``bundled`` takes the same from a bundle,
``reading`` reads a folder of them, and ``tracking`` says of each finding when it was first
seen and whether it was fixed. A day is always an as-of date: no run says when it was made.
"""
