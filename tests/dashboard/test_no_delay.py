"""Small answers go out at once."""

from __future__ import annotations

import socket

from dashboard.no_delay import send_at_once


def test_what_a_listening_socket_accepts_does_not_wait() -> None:
    with socket.socket(socket.AF_INET) as listening, socket.socket(socket.AF_INET) as client:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        assert not listening.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
        assert send_at_once() >= 2
        client.connect(listening.getsockname())
        accepted, _ = listening.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_closed_socket_is_passed_over() -> None:
    closed = socket.socket(socket.AF_INET)
    closed.close()
    send_at_once()
