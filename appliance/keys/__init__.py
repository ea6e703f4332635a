"""The key table: one root, everything else derived from it."""
