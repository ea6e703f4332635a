"""Leaf hashes → tree root, frontier, and the proofs of inclusion and consistency.

The tree of RFC 6962, section 2.1 (RFC 9162 keeps it): SHA-256, leaves and nodes hashed under different first bytes, so
that no leaf can pose as a node. Verification follows RFC 9162, sections 2.1.3.2 and 2.1.4.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

HASH_BYTES = 32
EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Return the hash of a leaf's exact bytes."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the perfect subtrees of a growing tree, left to right: all that is needed to go on hashing."""

    __slots__ = ("roots", "size")

    def __init__(self) -> None:
        self.size = 0  # leaves so far
        self.roots: list[bytes] = []

    @classmethod
    def from_bytes(cls, size: int, content: bytes) -> Frontier:
        """Read what `to_bytes` wrote. Raises ValueError when a tree of this size has another number of subtrees."""
        if size < 0 or len(content) != HASH_BYTES * size.bit_count():
            raise ValueError("a frontier of another size")
        frontier = cls()
        frontier.size = size
        frontier.roots = [content[at : at + HASH_BYTES] for at in range(0, len(content), HASH_BYTES)]
        return frontier

    def to_bytes(self) -> bytes:
        """Return the roots one after the other."""
        return b"".join(self.roots)

    def append(self, hashed_leaf: bytes) -> None:
        """Add one leaf hash at the right."""
        roots, full = self.roots, self.size
        while full & 1:  # two perfect subtrees of one height become one of the next
            hashed_leaf = node_hash(roots.pop(), hashed_leaf)
            full >>= 1
        roots.append(hashed_leaf)
        self.size += 1

    def root(self) -> bytes:
        """Return the root of the whole tree."""
        if not self.roots:
            return EMPTY_ROOT
        right = self.roots[-1]
        for left in reversed(self.roots[:-1]):
            right = node_hash(left, right)
        return right

    def starts(self) -> list[int]:
        """Return the index of the first leaf under each root."""
        bits = [bit for bit in reversed(range(self.size.bit_length())) if self.size >> bit & 1]
        return [self.size >> bit + 1 << bit + 1 for bit in bits]


def root(hashed_leaves: Iterable[bytes]) -> bytes:
    """Return the root over these leaf hashes."""
    frontier = Frontier()
    for each in hashed_leaves:
        frontier.append(each)
    return frontier.root()


def inclusion_proof(hashed_leaves: Sequence[bytes], index: int) -> list[bytes]:
    """Return the hashes that lead from one leaf to the root, lowest first. Raises ValueError for no such leaf."""
    if not 0 <= index < len(hashed_leaves):
        raise ValueError("no such leaf")
    if len(hashed_leaves) == 1:
        return []
    split = _split(len(hashed_leaves))
    left, right = hashed_leaves[:split], hashed_leaves[split:]
    if index < split:
        return [*inclusion_proof(left, index), root(right)]
    return [*inclusion_proof(right, index - split), root(left)]


def includes(tree_root: bytes, size: int, index: int, hashed_leaf: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether the leaf stands at this index of the tree with this root and size."""
    if not 0 <= index < size:
        return False
    here, last, node = index, size - 1, hashed_leaf
    for other in proof:
        if last == 0:
            return False
        if here & 1 or here == last:
            node = node_hash(other, node)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            node = node_hash(node, other)
        here, last = here >> 1, last >> 1
    return last == 0 and node == tree_root


def consistency_proof(hashed_leaves: Sequence[bytes], old_size: int) -> list[bytes]:
    """Return the hashes that show the tree of the first `old_size` leaves to be the beginning of this one."""
    if not 0 < old_size <= len(hashed_leaves):
        raise ValueError("no such earlier tree")
    return _subproof(hashed_leaves, old_size, known=True)


def _subproof(hashed_leaves: Sequence[bytes], old_size: int, *, known: bool) -> list[bytes]:
    if old_size == len(hashed_leaves):
        return [] if known else [root(hashed_leaves)]
    split = _split(len(hashed_leaves))
    left, right = hashed_leaves[:split], hashed_leaves[split:]
    if old_size <= split:
        return [*_subproof(left, old_size, known=known), root(right)]
    return [*_subproof(right, old_size - split, known=False), root(left)]


def consistent(old_size: int, old_root: bytes, size: int, tree_root: bytes, proof: Sequence[bytes]) -> bool:
    """Say whether the old tree is the beginning of the new one."""
    if old_size == size:
        return not proof and old_root == tree_root
    if not 0 < old_size < size:
        return False
    hashes = [old_root, *proof] if old_size & old_size - 1 == 0 else list(proof)  # a perfect old tree is its own start
    if not hashes:
        return False
    here, last = old_size - 1, size - 1
    while here & 1:
        here, last = here >> 1, last >> 1
    old = new = hashes[0]
    for other in hashes[1:]:
        if last == 0:
            return False
        if here & 1 or here == last:
            old, new = node_hash(other, old), node_hash(other, new)
            while here and not here & 1:
                here, last = here >> 1, last >> 1
        else:
            new = node_hash(new, other)
        here, last = here >> 1, last >> 1
    return last == 0 and old == old_root and new == tree_root


def _split(count: int) -> int:
    """The largest power of two below `count`."""
    return 1 << (count - 1).bit_length() - 1
