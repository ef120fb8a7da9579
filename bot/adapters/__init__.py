"""The world: one folder or file for each library that does I/O; each turns its library's errors into ours."""
