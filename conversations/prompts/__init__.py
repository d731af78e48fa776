"""What a model is told before it speaks: a frame and a text per purpose, in each language."""
