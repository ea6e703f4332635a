"""Stage: the bytes of a file → a Document of raw text, read in a disposable child that can reach nothing."""
