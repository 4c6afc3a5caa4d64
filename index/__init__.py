"""The index: encoder, vectors, lexical scores, and the retrieval over them."""
