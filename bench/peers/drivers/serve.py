"""Serves a Python system to the benchmark: the counterpart of serve.ts; protocol.ts says what is asked and answered."""

import asyncio
import hashlib
import json
import logging
import os
import random
import sys
import time
import warnings
from collections import Counter
from typing import Any, Protocol

import neo4j

ANSWERS_DESCRIPTOR = 3
DIMENSIONS = 384

warnings.filterwarnings("ignore")
logging.disable(logging.CRITICAL)


class Peer(Protocol):
    """A system, and how the benchmark gets at it."""

    async def open(self, url: str, username: str, password: str) -> None:
        """Connects, and sets up what the system needs in an empty database."""

    async def remember(self, number: int, writer: int) -> None:
        """Stores one memory with its two entities."""

    async def recall(self, number: int) -> int:
        """Asks for a memory; returns the number of results."""

    async def close(self) -> None:
        """Gives its connections back."""


def entities_of(number: int) -> tuple[str, str]:
    """The two entities of a memory: two hundred of each kind, in turn."""
    return f"Person {number % 200}", f"Project {number * 7 % 200}"


def word_of(number: int) -> str:
    """The word that no other memory has."""
    return f"item{number}"


def content_of(number: int) -> str:
    """The text of a memory, with one word of its own."""
    return f"{word_of(number)}: {' chose '.join(entities_of(number))}"


_vectors: dict[str, list[float]] = {}


def vector_of(text: str) -> list[float]:
    """A vector for each text, the same one each time, in no relation to others."""
    if text not in _vectors:
        generator = random.Random(hashlib.sha256(text.encode()).digest())
        _vectors[text] = [generator.uniform(-1, 1) for _ in range(DIMENSIONS)]
    return _vectors[text]


class _Sessions:
    """Counts the sessions that neo4j's drivers open. `execute_query` opens them by `_session`, as `session` does."""

    def __init__(self) -> None:
        self.count = 0
        for driver in (neo4j.Driver, neo4j.AsyncDriver):
            driver._session = self._counted(driver._session)

    def _counted(self, open_session: Any) -> Any:
        def counted(driver: Any, *arguments: Any, **options: Any) -> Any:
            self.count += 1
            return open_session(driver, *arguments, **options)

        return counted


class _Served:
    def __init__(self, peer: Peer) -> None:
        self._peer = peer
        self._sessions = _Sessions()

    async def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        match request["command"]:
            case "open":
                await self._peer.open(request["url"], request["username"], request["password"])
                return {"driver": f"neo4j (Python) {neo4j.__version__}"}
            case "call":
                return await self._call(request["call"], request["number"])
            case "race":
                return await self._race(request["number"], request["writers"], request["seconds"])
            case "close":
                await self._peer.close()
                return {}
            case other:
                raise ValueError(f"There is no command {other!r}")

    async def _call(self, call: str, number: int) -> dict[str, Any]:
        sessions, found = self._sessions.count, 0
        start = time.perf_counter()
        if call == "recall":
            found = await self._peer.recall(number)
        else:
            await self._peer.remember(number, 0)
        milliseconds = (time.perf_counter() - start) * 1000
        return {
            "milliseconds": milliseconds,
            "sessions": self._sessions.count - sessions,
            "found": found,
        }

    async def _race(self, number: int, writers: int, seconds: float) -> dict[str, Any]:
        failures: Counter[str] = Counter()
        calls, following = 0, number
        start = time.perf_counter()

        async def write(writer: int) -> None:
            nonlocal calls, following
            while time.perf_counter() - start < seconds:
                following += 1
                try:
                    await self._peer.remember(following, writer)
                    calls += 1
                except Exception as error:
                    failures[type(error).__name__] += 1

        await asyncio.gather(*(write(writer) for writer in range(writers)))
        return {"calls": calls, "seconds": time.perf_counter() - start, "failures": failures}


async def _serve(peer: Peer) -> None:
    served = _Served(peer)
    with os.fdopen(ANSWERS_DESCRIPTOR, "w") as answers:
        while line := await asyncio.to_thread(sys.stdin.readline):
            try:
                answer = await served.answer(json.loads(line))
            except Exception as error:
                answer = {"error": f"{type(error).__name__}: {error}"}
            print(json.dumps(answer), file=answers, flush=True)
    os._exit(0)  # a system may keep threads or connections of its own


def serve(peer: Peer) -> None:
    """Answers the benchmark's requests in turn until the standard input ends."""
    asyncio.run(_serve(peer))
