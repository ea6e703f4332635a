"""Clean text → chunks, vectors and keyword rows; and the search over them."""
