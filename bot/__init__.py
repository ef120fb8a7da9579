"""newstape reads financial news feeds and tells people on Telegram what moved, by how much, and who said so."""

__version__ = "0.2.0"
