"""Counts and times for Prometheus: how much and how long, never who or what."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.5, 1, 2, 4, 8, 15, 30, 60, 120)


class Meters:
    """The meters of one process, in a registry of their own: two apps in one test do not clash."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self.requests = Counter("appliance_requests", "HTTP requests", ["endpoint", "status"], registry=self._registry)
        self.answers = Counter("appliance_answers", "Answers shown", ["mode", "outcome"], registry=self._registry)
        self.streams = Gauge("appliance_open_streams", "Answer streams open now", registry=self._registry)
        self.answer_seconds = Histogram(
            "appliance_answer_seconds", "Seconds from question to the end of its answer", buckets=SECONDS, registry=self._registry
        )
        self.logins = Counter("appliance_logins", "Sign-ins", ["outcome"], registry=self._registry)

    def text(self) -> bytes:
        """Return all meters in Prometheus' text form."""
        return bytes(generate_latest(self._registry))
