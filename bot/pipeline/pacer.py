"""When a message may go: an even pace for all, a burst and then a second apart in a private chat, twenty a minute in a group.

Source of the numbers: Telegram's own (about 30 a second for all, one a second a chat, 20 a minute a group); measured under an
enforced 30 a second, an even 28 gives no 429 and 29 gives hundreds.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

PER_SECOND = 28.0
BURST = 3
GROUP_MESSAGES = 20
GROUP_SECONDS = 60.0
_CREDIT = 0.005
_FORGOTTEN_AFTER = 120.0
_ROUNDING = 1e-6  # seconds: a wait that is less than a clock's last digit would never end


@dataclass(slots=True)
class Pacer:
    """Times are monotonic seconds, handed in."""

    per_second: float = PER_SECOND
    _next: float = 0.0
    _buckets: dict[int, tuple[float, float]] = field(default_factory=dict)
    _groups: dict[int, deque[float]] = field(default_factory=dict)

    def wait_for_all(self, now: float) -> float:
        """Seconds until anything may go."""
        wait = self._next - now
        return wait if wait > _ROUNDING else 0.0

    def wait_for_chat(self, chat: int, group: bool, now: float) -> float:
        """Seconds until this chat may get a message."""
        if group:
            sent = self._groups.get(chat)
            while sent and sent[0] <= now - GROUP_SECONDS + _ROUNDING:
                sent.popleft()
            return 0.0 if not sent or len(sent) < GROUP_MESSAGES else sent[0] + GROUP_SECONDS - now
        tokens = self._tokens(chat, now)
        return 0.0 if tokens >= 1 - _ROUNDING else 1 - tokens

    def spend(self, chat: int, group: bool, now: float) -> None:
        """A message goes now."""
        # Hardly any credit for a late start: two messages at once and a hiccup of the network are a 429.
        self._next = max(self._next, now - _CREDIT) + 1 / self.per_second
        if group:
            self._groups.setdefault(chat, deque()).append(now)
        else:
            self._buckets[chat] = (self._tokens(chat, now) - 1, now)
        if len(self._buckets) > 20_000:
            self._buckets = {c: b for c, b in self._buckets.items() if b[1] > now - _FORGOTTEN_AFTER}

    def _tokens(self, chat: int, now: float) -> float:
        tokens, at = self._buckets.get(chat, (float(BURST), now))
        return min(float(BURST), tokens + (now - at))
