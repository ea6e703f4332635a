"""A privacy-preserving on-premises RAG appliance: documents in, scrubbed; questions answered with checked citations."""

__version__ = "0.1.0"
