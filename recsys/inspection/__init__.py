"""What a trained model does and why: its vectors, its lists for anybody, and where its errors are."""
