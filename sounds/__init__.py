"""What the menu can say: the manifest of fixed texts, the vocabulary of fragments, and how pieces become clips."""
