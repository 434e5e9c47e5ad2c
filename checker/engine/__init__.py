"""Judging a fleet part by part: in this process, in several, or on other machines; the report is the same bytes.

Manifests are gone through twice. First every file's digest is taken, and those that may say what a model was made from
are read: what one service declares of the organization's own models holds for all. Then each manifest is read, looked
at and let go, a chunk at a time. What stays of a service is what rules collected from it; its text, its document and
its shape do not. Where a finding shows a place, the file is read again, and a file that is not the same any more ends
the run. Up to ``AT_HAND`` manifests their bytes stay in memory instead, and each is read once.

NOTE: between the two passes a larger fleet keeps nothing but digests. To keep each service's
shape instead would save reading the file a second time, which is a twentieth of the work, and cost 3 KB a service.
"""
