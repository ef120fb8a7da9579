"""What a model is asked about a story, and what its answer says."""
