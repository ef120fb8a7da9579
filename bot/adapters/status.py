"""`/healthz`, `/readyz` and `/metrics`: how a run is, for whoever watches over it."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from aiohttp import web
from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.adapters.listening import Listener
from bot.ports import Status


class StatusServer(Listener):
    """`status` is asked at each request: it tells what is and never waits."""

    def __init__(self, listen: str, port: int, status: Callable[[], Status]) -> None:
        self._status = status
        self._registry = CollectorRegistry()
        self._registry.register(_Told(status))
        self._seconds = Histogram(
            "newstape_send_seconds", "How long Telegram took over a message", registry=self._registry,
            buckets=(0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30),
        )  # fmt: skip
        super().__init__("[metrics]", listen, port)
        self.app.router.add_get("/healthz", self._healthz)
        self.app.router.add_get("/readyz", self._readyz)
        self.app.router.add_get("/metrics", self._metrics)

    def sent_in(self, seconds: float) -> None:
        self._seconds.observe(seconds)

    async def _healthz(self, _: web.Request) -> web.Response:
        return web.Response(text="alive\n")

    async def _readyz(self, _: web.Request) -> web.Response:
        faults = self._status().faults
        return web.Response(text="".join(f"{f}\n" for f in faults) or "ready\n", status=503 if faults else 200)

    async def _metrics(self, _: web.Request) -> web.Response:
        return web.Response(
            body=generate_latest(self._registry), headers={"Content-Type": "text/plain; version=0.0.4; charset=utf-8"}
        )


class _Told(Collector):
    """The figures of a status, as Prometheus names them."""

    def __init__(self, status: Callable[[], Status]) -> None:
        self._status = status

    def collect(self) -> Iterable[Metric]:
        s = self._status()
        for name, words, value in (
            ("newstape_feeds", "Feeds that are polled", s.counts.feeds),
            ("newstape_feeds_failing", "Feeds whose last poll failed", s.counts.feeds_failing),
            ("newstape_stories_today", "Stories that came today (UTC)", s.counts.stories),
            ("newstape_moves_today", "Price moves read today", s.counts.moves),
            ("newstape_alerts_today", "Alerts decided today", s.counts.alerts),
            ("newstape_readings_by_model_today", "Stories that the model read today", s.counts.read_by_model),
            ("newstape_chats", "Chats that are active", s.counts.chats),
            ("newstape_watches", "Watches of all chats", s.counts.watches),
            ("newstape_outbox_oldest_seconds", "Age of the oldest message that may go", s.oldest_seconds),
            ("newstape_ready", "1 where /readyz says so", 0 if s.faults else 1),
            ("newstape_up_seconds", "Since the start", s.up_seconds),
        ):
            yield GaugeMetricFamily(name, words, value=float(value))
        outbox = GaugeMetricFamily(
            "newstape_outbox", "Messages of today, and those that wait, by state", labels=["state"]
        )
        for state, n in (("queued", s.counts.queued), ("sending", s.counts.sending), ("sent", s.counts.sent), ("failed", s.counts.failed), ("expired", s.counts.expired)):  # fmt: skip
            outbox.add_metric([state], n)
        yield outbox
        yield _labelled("newstape_polls", "Polls since the start, by outcome", "outcome", s.polls)
        yield _labelled(
            "newstape_silences_today",
            "What was kept back today, by reason",
            "reason",
            {str(r): n for r, n in s.silences.items()},
        )
        yield _labelled("newstape_model_calls_today", "Calls of the model today", "what", {"calls": s.counts.calls})
        yield _labelled("newstape_model_tokens_today", "Tokens of the model today", "kind", {"prompt": s.counts.prompt_tokens, "completion": s.counts.completion_tokens})  # fmt: skip


def _labelled(name: str, words: str, label: str, values: dict[str, int]) -> Metric:
    # What counts from the start is a counter to Prometheus; what counts a day begins anew each night, as a gauge does.
    family = (GaugeMetricFamily if name.endswith("_today") else CounterMetricFamily)(name, words, labels=[label])
    for value, n in sorted(values.items()):
        family.add_metric([value], n)
    return family
