"""A second state of a fleet, read beside a first one."""

from __future__ import annotations

from dataclasses import replace

from checker.run.files import open_sources
from checker.run.read import read
from checker.run.request import Request
from checker.run.run import Run


def read_beside(request: Request, run: Run) -> Run:
    """What a request for another state asks for; a manifest that is the same there is not parsed again.

    NOTE: two states differ in few manifests, and to parse and shape them is most of the time of reading.

    Raises:
        Fault: git failed.
    """
    known = {service.document.file: (service.document, service.manifest) for service in run.services}
    return read(replace(open_sources(request), known=known), request)
