"""Signed heads, proofs, and the page that checks a receipt. Nothing here says anything of a person. [law:pipl/第五十一条]"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import condition, require_safe

from chengxin import clock
from chengxin.apps.ledger import proving
from chengxin.core.canonical import canonical
from chengxin.core.notes import to_base64
from chengxin.core.reasons import Reason
from chengxin.web import errors, witness_words
from chengxin.web.doors import door
from chengxin.web.origin_tries import WITHIN, Tries
from chengxin.web.proving import page
from chengxin.web.replies import download

_TEXT = "text/plain; charset=utf-8"
_MOST = 1 << 62
#: A proof may read many leaves, and nobody has to say who they are.
TRIES = Tries("proofs", 120)


@door("public")
@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """How long the ledger is, under which key it signs, and what to do with a receipt."""
    head, outside = proving.newest(), proving.newest_cosigned()
    context = {
        "head": head,
        "root": to_base64(bytes(head.root)) if head else "",
        "key": proving.public_key().text,
        "former_keys": [one.text for one in proving.former_keys()],
        "witnesses": witness_words.told(clock.now()),
        "outside": outside,
    }
    return render(request, "proving/ledger.html", context)


@door("public")
@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed head, as C2SP's checkpoint."""
    head = proving.newest()
    if head is None:
        raise Http404
    return download(proving.note_at(head).text.encode(), "checkpoint.txt", _TEXT)


@door("public")
@require_safe
def cosigned(request: HttpRequest) -> HttpResponse:
    """The newest head that a witness signed as well."""
    head = proving.newest_cosigned()
    if head is None:
        raise Http404
    return download(proving.note_at(head).text.encode(), "cosigned.txt", _TEXT)


@door("public")
@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The public key, as C2SP's vkey."""
    return download(f"{proving.public_key().text}\n".encode(), "ledger-key.txt", _TEXT)


@door("public")
@require_safe
def growth(request: HttpRequest, old: int, new: int) -> HttpResponse:
    """How the head that was signed at `new` leaves continues the first `old`."""
    if TRIES.is_locked(request):
        return _asked_too_often(request)
    TRIES.note(request)
    shown = proving.growth(old, new) if new < _MOST else None
    if shown is None:
        raise Http404
    return download(shown.text.encode(), f"growth-{old}-{new}.txt", _TEXT)


@door("public")
@require_safe
def inclusion(request: HttpRequest, index: int, leaf: str) -> HttpResponse:
    """The path from a leaf to the newest signed head, for somebody who knows its hash."""
    if TRIES.is_locked(request):
        return _asked_too_often(request)
    TRIES.note(request)
    head = proving.newest()
    if head is None or index >= head.size or [one.hex() for one in proving.leaves(index, index + 1)] != [leaf]:
        raise Http404
    path = [to_base64(node) for node in proving.path_of(index, head.size)]
    told = {"index": index, "leaf": leaf, "path": path, "note": proving.note_at(head).text}
    return download(canonical(told) + b"\n", f"inclusion-{index}.json", "application/json")


@door("public")
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """The page that checks receipts; saved, it does so from the disk."""
    response = _page(request)
    # The page brings its own program and asks nobody for anything: stricter than what every other page may. "Not changed"
    # says it as well: a browser takes that reply's headers for those of the page it kept.
    response["Content-Security-Policy"] = page.policy() + "; frame-ancestors 'none'"
    return response


def _asked_too_often(request: HttpRequest) -> HttpResponse:
    response = errors.refused(request, [Reason.PROOF_ASKED_TOO_OFTEN], back="/ledger/", status=429)
    response["Retry-After"] = str(WITHIN)
    return response


@condition(etag_func=lambda request: page.etag())
def _page(request: HttpRequest) -> HttpResponse:
    return HttpResponse(page.page())
