"""Vectors that others published, held against what makes and checks the ledger's proofs, notes and cosignatures. [row 5]

Sources: `transparency-dev/merkle` (Apache-2.0), `testonly/constants.go` for the tree of eight leaves and `testdata/` for the
cases; `golang.org/x/mod/sumdb/note` (BSD) for two keys with their notes; C2SP's `tlog-checkpoint`, `tlog-cosignature` and
`tlog-witness` (CC BY) for the examples of each form; `transparency-dev/formats` (Apache-2.0) for keys and a time of witnesses.

All cases of `testdata/`, of which the names of the wrong ones below are taken, are tried where CHENGXIN_MERKLE_VECTORS names
that folder: `go mod download -json github.com/transparency-dev/merkle@v0.0.2` says where it is put.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chengxin.apps.ledger.keys import is_signature
from chengxin.apps.ledger.signing import seconds_of
from chengxin.core.merkle import EMPTY, Frontier, leaf_hash, root
from chengxin.core.notes import (
    COSIGNED,
    SIGNED,
    Unreadable,
    from_base64,
    read_growth,
    read_key,
    read_note,
    read_signature,
)
from chengxin.core.proofs import consistency, continues, inclusion, root_with
from tests.core.test_merkle import LEAVES
from tests.proves import proves

#: The nodes of the perfect subtrees, by floor and place.
NODES = {
    (floor, place): bytes.fromhex(node)
    for floor, nodes in enumerate(
        (
            (
                "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
                "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
                "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "4271a26be0d8a84f0bd54c8c302e7cb3a3b5d1fa6780a40bcce2873477dab658",
                "b08693ec2e721597130641e8211e7eedccb4c26413963eee6c1e2ed16ffb1a5f",
                "46f6ffadd3d06a09ff3c5860d2755c8b9819db7df44251788c7d8e3180de8eb1",
            ),
            (
                "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            ),
            (
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
                "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
            ),
            ("5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",),
        )
    )
    for place, node in enumerate(nodes)
}
ROOTS = tuple(
    bytes.fromhex(one)
    for one in (
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
)
#: Leaf, size, and the path as floors and places of `NODES`.
INCLUSIONS = [
    (0, 1, ()),
    (0, 8, ((0, 1), (1, 1), (2, 1))),
    (5, 8, ((0, 4), (1, 3), (2, 0))),
    (2, 3, ((1, 0),)),
    (1, 5, ((0, 0), (1, 1), (0, 4))),
]
#: Older and newer size, and the path.
GROWTHS = [
    (1, 1, ()),
    (1, 8, ((0, 1), (1, 1), (2, 1))),
    (6, 8, ((1, 2), (1, 3), (2, 0))),
    (2, 5, ((1, 1), (0, 4))),
    (6, 7, ((1, 2), (0, 6), (2, 0))),
]
#: What is judged otherwise here, and why: from nothing every tree grows by the empty path, as C2SP's `tlog-witness` has it;
#: and a leaf of no bytes is no hash, which is seen where it is read (`from_base64`), before it comes to a path.
OTHERWISE = {
    "additional/size1-is-zero-and-size2-is-not-zero.json",
    "single-entry/empty-root-and-leaf.json",
}
VECTORS = os.environ.get("CHENGXIN_MERKLE_VECTORS", "")
Nodes = tuple[bytes, ...]


def nodes(places: tuple[tuple[int, int], ...]) -> Nodes:
    return tuple(NODES[place] for place in places)


def subtree(begin: int, end: int) -> bytes:
    return Frontier().extended(map(leaf_hash, LEAVES[begin:end])).root()


def bent(path: Nodes, *others: bytes) -> Iterator[Nodes]:
    """What the published wrong cases do to a path: one bit of a node, something before, behind or between, something taken."""
    for place, node in enumerate(path):
        yield (*path[:place], bytes([node[0] ^ 8]) + node[1:], *path[place + 1 :])
        yield (*path[:place], *path[place + 1 :])
    for strange in (b"\0" * 32, *others):
        yield from ((strange, *path), (*path, strange), (*path[:1], strange, *path[1:]))


def sizes_beside(size: int) -> set[int]:
    return {size - 1, size + 1, size ^ 2, size * 2, size // 2} - {size}


class TestTree:
    """The tree of eight leaves."""

    def test_has_each_published_root_and_node(self):
        assert [root(LEAVES[:size]) for size in range(9)] == list(ROOTS)
        assert {
            (floor, place): subtree(place << floor, (place + 1) << floor)
            for floor in range(4)
            for place in range(8 >> floor)
        } == NODES

    @pytest.mark.parametrize(("leaf", "size", "places"), INCLUSIONS)
    def test_gives_each_published_path_of_a_leaf(self, leaf, size, places):
        assert tuple(inclusion(leaf, size, subtree)) == nodes(places)

    @pytest.mark.parametrize(("old", "new", "places"), GROWTHS)
    def test_gives_each_published_path_of_its_growth(self, old, new, places):
        assert tuple(consistency(old, new, subtree)) == nodes(places)


@proves("I1")
class TestWrongPath:
    @pytest.mark.parametrize(("leaf", "size", "places"), INCLUSIONS)
    def test_of_a_leaf_is_refused(self, leaf, size, places):
        node, path, wanted = NODES[0, leaf], nodes(places), ROOTS[size]
        assert root_with(node, leaf, size, path) == wanted
        tried = [root_with(node, leaf, size, one) for one in bent(path, wanted, node)]
        tried += [root_with(node, place, size, path) for place in sizes_beside(leaf)]
        tried += [root_with(NODES[0, (leaf + 1) % 8], leaf, size, path)]
        # Another size may be one in which this leaf's path is the same: only what is published as wrong is tried.
        tried += [root_with(node, leaf, wrong, path) for wrong in (size * 2, size // 2)]
        assert wanted not in tried

    @pytest.mark.parametrize(("old", "new", "places"), GROWTHS)
    def test_of_a_growth_is_refused(self, old, new, places):
        path, roots = nodes(places), (ROOTS[old], ROOTS[new])
        assert continues(old, roots[0], new, roots[1], path)
        tried = [continues(old, roots[0], new, roots[1], one) for one in bent(path, *roots)]
        if old != new:
            tried += [continues(wrong, roots[0], new, roots[1], path) for wrong in sizes_beside(old) if wrong]
            tried += [
                continues(old, roots[0], new * 2, roots[1], path),
                continues(old, roots[0], new // 2, roots[1], path),
            ]
            tried += [continues(old, roots[1], new, roots[0], path), continues(old, roots[0], new, roots[1], ())]
        tried += [continues(old, ROOTS[0], new, roots[1], path), continues(old, roots[0], new, ROOTS[0], path)]
        assert not any(tried)


@pytest.mark.skipif(
    not VECTORS, reason="CHENGXIN_MERKLE_VECTORS names no folder: the testdata of transparency-dev/merkle"
)
@proves("I1")
class TestEveryPublishedCase:
    def test_is_judged_as_it_was_published(self):
        told = {"right": 0, "wrong": 0}
        otherwise = []
        for kind in ("inclusion", "consistency"):
            for file in sorted((Path(VECTORS) / kind).rglob("*.json")):
                case = json.loads(file.read_text(encoding="utf-8"))
                told["wrong" if case["wantErr"] else "right"] += 1
                if is_accepted(case) == case["wantErr"]:
                    otherwise.append(f"{file.parent.name}/{file.name}")
        print(told)  # noqa: T201
        assert set(otherwise) == OTHERWISE
        assert told["right"] >= 12
        assert told["wrong"] >= 180


def is_accepted(case: dict[str, Any]) -> bool:
    path = [from_base64(node) for node in case["proof"] or []]
    if "leafHash" in case:
        leaf, wanted = from_base64(case["leafHash"]), from_base64(case["root"])
        return root_with(leaf, case["leafIdx"], case["treeSize"], path) == wanted
    before, after = from_base64(case["root1"]), from_base64(case["root2"])
    return continues(case["size1"], before, case["size2"], after, path)


PROBLEM = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
#: Each key that signed it, with its line.
NEUMANN = (
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
)
ROOT = (
    "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
    "— EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n",
)


@proves("I1")
class TestSignedNote:
    @pytest.mark.parametrize(("vkey", "line"), [NEUMANN, ROOT])
    def test_is_true_under_its_key_and_no_other(self, vkey, line):
        key, signature = read_key(vkey), read_signature(line)
        assert (key.kind, key.text, signature.line) == (SIGNED, vkey, line)
        assert signature.is_by(key)
        assert is_signature(key.public, signature.content, PROBLEM.encode())
        other = read_key(ROOT[0] if vkey == NEUMANN[0] else NEUMANN[0])
        assert not signature.is_by(other)
        assert not is_signature(other.public, signature.content, PROBLEM.encode())
        assert not is_signature(key.public, signature.content, PROBLEM.replace("your", "my", 1).encode())

    def test_has_no_key_but_the_whole_one(self):
        """Each part of it, and each change of one character; a key that is too long, and one of an unknown kind."""
        vkey = NEUMANN[0]
        parts = {vkey[begin:end] for begin in range(len(vkey)) for end in range(begin + 1, len(vkey) + 1)} - {vkey}
        changed = {vkey[:at] + chr(ord(vkey[at]) + 1) + vkey[at + 1 :] for at in range(len(vkey))}
        published = {
            "PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==",
            "PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
        }
        assert len(parts) > 2000
        for wrong in parts | changed | published:
            with pytest.raises(Unreadable):
                read_key(wrong)

    @pytest.mark.parametrize(
        "line",
        [
            NEUMANN[1][:-1],
            NEUMANN[1].replace("PeterNeumann", "Bad Name"),
            NEUMANN[1].replace("PeterNeumann", "a+b"),
            "Unexpected line.\n",
        ],
    )
    def test_has_no_line_of_another_form(self, line):
        with pytest.raises(Unreadable):
            read_signature(line)


#: C2SP's own example, as it stands in each of the three specifications.
SOFA = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
SIGNED_SOFA = (
    SOFA
    + "— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
)
COSIGNED_SOFA = (
    SIGNED_SOFA
    + "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
ASKED_ABOUT_SOFA = (
    "old 20852014\n"
    "PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n"
    "jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n"
    "5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n"
    "/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n\n" + SIGNED_SOFA
)


class TestExampleOfC2SP:
    @pytest.mark.parametrize("text", [SIGNED_SOFA, COSIGNED_SOFA])
    def test_of_a_checkpoint_is_read_and_written_alike(self, text):
        note = read_note(text)
        assert (note.head.origin, note.head.size) == ("example.com/behind-the-sofa", 20852163)
        assert (note.head.text + "\n", note.text) == (SOFA, text)

    def test_of_a_cosignature_has_its_second(self):
        assert seconds_of(read_note(COSIGNED_SOFA).signatures[1]) == 1679315147

    def test_of_what_a_witness_is_asked_is_read_and_written_alike(self):
        growth = read_growth(ASKED_ABOUT_SOFA)
        assert (growth.old, len(growth.path), growth.text) == (20852014, 4, ASKED_ABOUT_SOFA)


class TestWitnessOfOthers:
    def test_has_a_key_of_the_kind_that_cosigns(self):
        vkey = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2"
        key = read_key(vkey)
        assert (key.kind, key.text) == (COSIGNED, vkey)

    def test_says_its_second(self):
        line = "— remora.n621.de ZGhGuQAAAABm/qTPeyKXD+R2rzyQsxPiP8mXum7qq/iF0u4vanlqJyocWODBt97w9uL+8qT7S5gxEHWWOworDcFiEBYJXORmnFBOBA==\n"
        assert seconds_of(read_signature(line)) == 1727964367


def test_nothing_is_published_as_the_root_of_no_leaves() -> None:
    assert ROOTS[0] == EMPTY
