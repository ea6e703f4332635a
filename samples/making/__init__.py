"""What `make_samples.py` is made of: people, numbers, texts and writers."""
