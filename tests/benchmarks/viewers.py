"""Viewers of one server without their browsers: each speaks Streamlit's own protocol and ticks a force.

Ten browsers on the machine that serves them measure the browsers; what a viewer waits for is the server's answer.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection
from websockets.typing import Subprotocol

ANSWER_TIMEOUT_S = 120
MOST_BYTES = 64_000_000


def answer_seconds(address: str, *, viewers: int, rounds: int, keys: Sequence[str]) -> list[float]:
    """Seconds from a tick to the end of the run that answers it, for each viewer and round; all tick at once.

    `keys` are those of the check boxes to tick in turn. Raises TimeoutError where no answer comes in two minutes.
    """
    with ThreadPoolExecutor(1) as thread:  # this one may have a loop of its own, such as Playwright's
        return thread.submit(asyncio.run, _all(address, viewers, rounds, keys)).result()


async def _all(address: str, viewers: int, rounds: int, keys: Sequence[str]) -> list[float]:
    opened = [_Viewer(address) for _ in range(viewers)]
    await asyncio.gather(*(one.open() for one in opened))
    took: list[float] = []
    for number in range(rounds):
        took += await asyncio.gather(*(one.tick(keys[number % len(keys)]) for one in opened))
    await asyncio.gather(*(one.connection.close() for one in opened))
    return took


def answers_after(address: str, change: Callable[[], object], *, rounds: int, keys: Sequence[str]) -> list[float]:
    """Seconds of each answer that one viewer has who ticks a box as soon as something has been changed elsewhere."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _after(address, change, rounds, keys)).result()


async def _after(address: str, change: Callable[[], object], rounds: int, keys: Sequence[str]) -> list[float]:
    viewer = _Viewer(address)
    await viewer.open()
    took = []
    for number in range(rounds):
        await asyncio.to_thread(change)
        took.append(await viewer.tick(keys[number % len(keys)]))
    await viewer.connection.close()
    if viewer.errors:
        raise OSError(f"The page showed an error: {viewer.errors[0]}")
    return took


def seconds_while_editing(
    address: str, *, viewers: int, minutes: float, pause_s: float, keys: Sequence[str]
) -> tuple[list[float], list[str]]:
    """Seconds of every answer while viewers tick one box after another for minutes, each at its own time; and errors.

    `pause_s` is how long a viewer looks at an answer, on the average. An error is what a page shows in the stead of a
    part, or a connection that broke.
    """
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _look(address, viewers, minutes * 60, pause_s, keys)).result()


async def _look(
    address: str, viewers: int, for_s: float, pause_s: float, keys: Sequence[str]
) -> tuple[list[float], list[str]]:
    took: list[float] = []
    errors: list[str] = []
    until = time.monotonic() + for_s

    async def look(number: int) -> None:
        chance = random.Random(number)
        viewer = _Viewer(address)
        try:
            await asyncio.sleep(chance.random() * pause_s)
            await viewer.open()
            while time.monotonic() < until:
                await asyncio.sleep(chance.uniform(0.5, 1.5) * pause_s)
                took.append(await viewer.tick(chance.choice(keys)))
            await viewer.connection.close()
        except (OSError, TimeoutError, websockets.WebSocketException) as error:
            errors.append(f"viewer {number}: {error!r}")
        errors.extend(f"viewer {number}: {one}" for one in viewer.errors)

    await asyncio.gather(*(look(number) for number in range(viewers)))
    return took, errors


class _Viewer:
    connection: ClientConnection

    def __init__(self, address: str) -> None:
        self._address = f"ws://{urlsplit(address).netloc}/_stcore/stream"
        self.errors: list[str] = []
        self._boxes: dict[str, bool] = {}  # by the identity of its widget, which ends with its key

    async def open(self) -> None:
        wanted = [Subprotocol("streamlit")]
        self.connection = await websockets.connect(self._address, subprotocols=wanted, max_size=MOST_BYTES)
        await self._run()

    async def tick(self, key: str) -> float:
        """Seconds until the run is over in which the box with this key has changed."""
        identity = next((one for one in self._boxes if one.endswith(key)), None)
        if identity is None:
            raise OSError(f"The page has no box {key}.")
        started = time.perf_counter()
        await self._run({identity: not self._boxes[identity]})
        return time.perf_counter() - started

    async def _run(self, changed: dict[str, bool] | None = None) -> None:
        message = BackMsg()
        message.rerun_script.query_string = "lang=en"
        states = self._boxes | (changed or {})
        for identity, value in states.items():
            message.rerun_script.widget_states.widgets.add(id=identity, bool_value=value)
        await self.connection.send(message.SerializeToString())
        async with asyncio.timeout(ANSWER_TIMEOUT_S):
            while True:
                answer = ForwardMsg()
                answer.ParseFromString(bytes(await self.connection.recv(decode=False)))
                element = answer.delta.new_element
                if element.WhichOneof("type") == "checkbox":
                    box = element.checkbox
                    self._boxes[box.id] = box.value if box.set_value else states.get(box.id, box.default)
                elif element.WhichOneof("type") == "exception":
                    self.errors.append(element.exception.message)
                if answer.WhichOneof("type") == "script_finished":
                    return
