"""Question and passages → checked sentences with literal citations; the language model lives in a process of its own."""
