"""What a child does with its one life: put up the walls, read the file, send the result, end.

It leaves by `os._exit`: nothing of the server that it was forked from (buffers, exit functions) runs twice.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Mapping

from appliance.errors import DocumentError
from appliance.parsing import wire
from appliance.parsing.confine import confine, die_with_parent
from appliance.parsing.file import Parser
from appliance.parsing.reading import read

OUT_OF_MEMORY, UNGUARDED = 3, 4  # exit codes


def live(order: wire.Order, parsers: Mapping[str, Parser], content: int, channel: int, *, has_network: bool) -> None:
    """Parse the content (a memfd) and answer on the channel; never returns."""
    code = 1
    try:
        die_with_parent(signal.SIGKILL)
        os.closerange(0, min(content, channel))
        os.closerange(min(content, channel) + 1, max(content, channel))
        os.closerange(max(content, channel) + 1, 4096)  # other files and other channels are no business of this child
        code = _work(order, parsers, content, socket.socket(fileno=channel), has_network=has_network)
    except MemoryError:
        code = OUT_OF_MEMORY
    finally:
        os._exit(code)


def _work(order: wire.Order, parsers: Mapping[str, Parser], content: int, channel: socket.socket, *, has_network: bool) -> int:
    size = os.fstat(content).st_size
    if not confine(order.memory_mb, order.timeout_s, has_network=has_network):
        return UNGUARDED
    try:
        document = read(os.pread(content, size, 0), order.name, parsers, order.text_limit)
    except DocumentError as error:
        wire.send_refusal(channel, error.reason, str(error))
    except RecursionError:
        wire.send_refusal(channel, "corrupt", "nested too deep; this file; save it again")
    except MemoryError:
        return OUT_OF_MEMORY
    except Exception:  # a hostile file finds errors in libraries that nobody has listed
        wire.send_refusal(channel, "corrupt", "the parser failed on it; this file; save it again")
    else:
        wire.send_document(channel, document)
    return 0
