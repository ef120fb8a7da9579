"""The commands of `newstape`, one file each."""
