"""Lines for those who prepared, reviewed and approved what the page says."""

from __future__ import annotations

import htpy as h

from checker.audit.html.inputs import digest_of_all
from checker.audit.html.parts import Context

WHO = ("Prepared by", "Reviewed by", "Approved by")


def section(ctx: Context) -> h.Node:
    digest = h.span(".hash")[digest_of_all(ctx.dossier)]
    return [h.p["Of the run over the inputs with the digest ", digest, "."], lines_to_sign()]


def lines_to_sign() -> h.Node:
    return h.div(".sign")[[h.div[who, h.span["name, role, day, signature"]] for who in WHO]]
