"""How fast, beside whom: `python -m benchmarks` runs all, `python -m benchmarks.poll` one. Loopback only; nothing is asserted."""
