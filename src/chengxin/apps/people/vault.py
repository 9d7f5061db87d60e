"""The only place where an identity number is opened. [law:pipl/第二十八条] [law:pipl/第五十一条]"""

from __future__ import annotations

import json
from collections.abc import Iterable
from json.encoder import encode_basestring

from chengxin.apps.ledger.keyring import keys
from chengxin.core.canonical import canonical
from chengxin.core.facts import DocumentType, Identity
from chengxin.core.names import fold


def number_index(identity: Identity) -> bytes:
    """The keyed index of document type and number; it joins rows, looks and sign-ins without opening anything."""
    return keys().index(b"number", identity.document_type.encode(), identity.number.encode())


def number_indexes(document_type: str, numbers: Iterable[str]) -> list[bytes]:
    """`number_index` of many numbers of one document type."""
    return keys().index_many((b"number", document_type.encode()), ((number.encode(),) for number in numbers))


def name_indexes(indexes: Iterable[bytes], names: Iterable[str]) -> list[bytes]:
    """`name_index` of many names, each under its number's index."""
    return keys().index_many(
        (b"name",), ((index, fold(name).encode()) for index, name in zip(indexes, names, strict=True))
    )


def name_index(identity: Identity) -> bytes:
    """The keyed index of the folded name *under this number*: the same name of two people gives two indexes."""
    return keys().index(b"name", number_index(identity), fold(identity.name).encode())


def seal_identity(identity: Identity) -> bytes:
    return keys().wrap(
        canonical({"type": identity.document_type.value, "number": identity.number, "name": identity.name})
    )


def seal_identities(document_types: Iterable[str], numbers: Iterable[str], names: Iterable[str]) -> list[bytes]:
    """`seal_identity` of many."""
    return keys().wrap_many(
        [
            f'{{"name":{encode_basestring(name)},"number":"{number}","type":"{kind}"}}'.encode()
            for kind, number, name in zip(document_types, numbers, names, strict=True)
        ]
    )


def open_identity(sealed: bytes) -> Identity:
    """Open a sealed identity.

    :raises cryptography.exceptions.InvalidTag: when it was touched.
    """
    plain = json.loads(keys().unwrap(sealed))
    return Identity(DocumentType(plain["type"]), plain["number"], plain["name"])
