"""The former finder of moves: only the gate of a model's answer still asks it. It goes when the gate reads the document."""
