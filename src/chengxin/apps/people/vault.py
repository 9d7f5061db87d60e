"""The only place where an identity number is opened. [law:pipl/第二十八条] [law:pipl/第五十一条]"""

from __future__ import annotations

import json

from chengxin.apps.ledger.keyring import keys
from chengxin.core.canonical import canonical
from chengxin.core.facts import DocumentType, Identity
from chengxin.core.names import fold


def number_index(identity: Identity) -> bytes:
    """The keyed index of document type and number; it joins rows, looks and sign-ins without opening anything."""
    return keys().index(b"number", identity.document_type.encode(), identity.number.encode())


def name_index(identity: Identity) -> bytes:
    """The keyed index of the folded name *under this number*: the same name of two people gives two indexes."""
    return keys().index(b"name", number_index(identity), fold(identity.name).encode())


def seal_identity(identity: Identity) -> bytes:
    return keys().wrap(
        canonical({"type": identity.document_type.value, "number": identity.number, "name": identity.name})
    )


def open_identity(sealed: bytes) -> Identity:
    """Open a sealed identity.

    :raises cryptography.exceptions.InvalidTag: when it was touched.
    """
    plain = json.loads(keys().unwrap(sealed))
    return Identity(DocumentType(plain["type"]), plain["number"], plain["name"])
