"""Who did what: leaves in the deed's transaction, a Merkle tree over them, signed checkpoints, proof and export."""
