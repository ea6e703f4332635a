"""The tree of RFC 6962."""

from __future__ import annotations

import itertools

import pytest

from appliance.audit.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    consistent,
    includes,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
)

# the eight leaves and their roots that Certificate Transparency's own test suites use (RFC 6962 reference data)
LEAVES = [bytes.fromhex(each) for each in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
HASHES = [leaf_hash(leaf) for leaf in LEAVES]
MANY = [leaf_hash(bytes([number])) for number in range(20)]


def defined_root(hashes: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if len(hashes) == 1:
        return hashes[0]
    split = max(2**power for power in range(8) if 2**power < len(hashes))
    return node_hash(defined_root(hashes[:split]), defined_root(hashes[split:]))


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_known_vectors(size):
    assert root(HASHES[:size]).hex() == ROOTS[size - 1]


def test_the_empty_tree_has_the_hash_of_nothing():
    assert root([]) == EMPTY_ROOT == Frontier().root()
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # RFC 6962, 2.1


def test_a_frontier_taken_up_from_bytes_goes_on_as_if_it_had_never_stopped():
    for stop, size in itertools.combinations(range(len(MANY) + 1), 2):
        frontier = Frontier()
        for each in MANY[:stop]:
            frontier.append(each)
        again = Frontier.from_bytes(stop, frontier.to_bytes())
        for each in MANY[stop:size]:
            again.append(each)
        assert again.root() == defined_root(MANY[:size])


def test_a_frontier_knows_where_its_subtrees_start():
    for size in range(1, len(MANY) + 1):
        frontier = Frontier()
        for each in MANY[:size]:
            frontier.append(each)
        starts = frontier.starts()
        ends = [*starts[1:], size]
        assert [defined_root(MANY[a:b]) for a, b in zip(starts, ends, strict=True)] == frontier.roots


@pytest.mark.parametrize("content", [b"", bytes(31), bytes(64), bytes(96)])
def test_a_frontier_of_another_size_is_refused(content):
    with pytest.raises(ValueError, match="another size"):
        Frontier.from_bytes(4, content)


def test_known_inclusion_and_consistency_proofs():
    # the paths drawn in RFC 6962, section 2.1.3, for its tree of seven leaves
    nodes = {"a": MANY[0], "b": MANY[1], "e": MANY[4], "f": MANY[5], "j": MANY[6], "c": MANY[2], "d": MANY[3]}
    g, h, i = (node_hash(nodes[x], nodes[y]) for x, y in ("ab", "cd", "ef"))
    k, tail = node_hash(g, h), node_hash(i, nodes["j"])
    assert inclusion_proof(MANY[:7], 0) == [nodes["b"], h, tail]
    assert inclusion_proof(MANY[:7], 3) == [nodes["c"], g, tail]
    assert inclusion_proof(MANY[:7], 4) == [nodes["f"], nodes["j"], k]
    assert inclusion_proof(MANY[:7], 6) == [i, k]
    assert consistency_proof(MANY[:7], 3) == [nodes["c"], nodes["d"], g, tail]
    assert consistency_proof(MANY[:7], 4) == [tail]
    assert consistency_proof(MANY[:7], 6) == [i, nodes["j"], k]


def test_every_inclusion_proof_holds_and_every_forged_one_fails():
    for size in range(1, 13):
        whole = root(MANY[:size])
        for index in range(size):
            proof = inclusion_proof(MANY[:size], index)
            assert includes(whole, size, index, MANY[index], proof)
            assert not includes(whole, size, index, MANY[index], [*proof, bytes(32)])
            assert not includes(whole, size, size, MANY[index], proof)
            assert not any(includes(whole, size, other, MANY[index], proof) for other in range(size) if other != index)
            assert not any(includes(whole, size, index, other, proof) for other in MANY if other != MANY[index])
            for cut in range(len(proof)):
                assert not includes(whole, size, index, MANY[index], proof[:cut])
                assert not includes(whole, size, index, MANY[index], [*proof[:cut], bytes(32), *proof[cut + 1 :]])


def test_every_consistency_proof_holds_and_every_forged_one_fails():
    for old, size in itertools.combinations_with_replacement(range(1, 13), 2):
        before, after = root(MANY[:old]), root(MANY[:size])
        proof = consistency_proof(MANY[:size], old)
        assert consistent(old, before, size, after, proof)
        assert not consistent(old, bytes(32), size, after, proof)
        assert not consistent(old, before, size, bytes(32), proof)
        assert not consistent(old, before, size, after, [*proof, bytes(32)])
        for cut in range(len(proof)):
            assert not consistent(old, before, size, after, proof[:cut])
            assert not consistent(old, before, size, after, [*proof[:cut], bytes(32), *proof[cut + 1 :]])


@pytest.mark.parametrize("index", [-1, 8])
def test_there_is_no_proof_of_a_leaf_that_is_not_there(index):
    with pytest.raises(ValueError, match="no such leaf"):
        inclusion_proof(HASHES, index)


@pytest.mark.parametrize("old", [0, 9])
def test_there_is_no_proof_from_a_tree_that_never_was(old):
    with pytest.raises(ValueError, match="no such earlier tree"):
        consistency_proof(HASHES, old)
