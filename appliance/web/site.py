"""What the pages of one running server share: the appliance, and what lives in memory only as long as the process."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from appliance.assemble import Appliance
from appliance.web.conversations import Conversations
from appliance.web.limits import Throttle
from appliance.web.meters import Meters

UPLOADS_AT_ONCE = 4  # each may hold the largest permitted body in memory
SPARE_THREADS = 8  # kept free of answer streams, so that pages still open when all streams are taken


@dataclass(frozen=True)
class Site:
    """Handed to every blueprint; nothing of it is global."""

    appliance: Appliance
    streams: threading.BoundedSemaphore
    uploads: threading.BoundedSemaphore
    meters: Meters
    conversations: Conversations = field(default_factory=Conversations)
    throttle: Throttle = field(default_factory=Throttle)
    stopping: threading.Event = field(default_factory=threading.Event)


def site_of(appliance: Appliance) -> Site:
    """Return a fresh site; an open answer stream holds a thread of the server."""
    streams = max(2, appliance.settings.serve.threads - SPARE_THREADS)
    return Site(appliance, threading.BoundedSemaphore(streams), threading.BoundedSemaphore(UPLOADS_AT_ONCE), Meters())
