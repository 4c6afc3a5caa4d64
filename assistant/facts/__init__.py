"""Facts: what a conversation says of one patient and of the plan, read without guessing."""
