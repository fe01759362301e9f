"""Small answers sent at once: what Streamlit's server leaves to the operating system, which then waits 40 ms."""

from __future__ import annotations

import gc
import socket

_INTERNET = (socket.AF_INET, socket.AF_INET6)


def send_at_once() -> int:
    """Turns Nagle's algorithm off for this process's TCP sockets, and returns for how many.

    asyncio does so itself, but only where the listening socket says that its protocol is TCP, and Streamlit 1.67 opens
    it without: every body then waits, behind its header, for the browser's delayed acknowledgement. What a listening
    socket accepts later is as the socket is, so once a process suffices.
    """
    sockets = [one for one in gc.get_objects() if isinstance(one, socket.socket)]
    return sum(_send_at_once(one) for one in sockets)


def _send_at_once(one: socket.socket) -> bool:
    if one.fileno() < 0 or one.family not in _INTERNET or one.type != socket.SOCK_STREAM:
        return False
    try:
        one.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError:  # closed meanwhile
        return False
    return True
