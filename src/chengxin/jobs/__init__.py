"""What runs without anybody asking: the queue of files, sealing, and the duties of the day."""
