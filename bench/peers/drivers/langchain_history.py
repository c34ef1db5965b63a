"""langchain-neo4j (PyPI): the history of a conversation, in threads. Each writer has a conversation of its own."""

import asyncio

from langchain_core.messages import HumanMessage
from langchain_neo4j import Neo4jChatMessageHistory

from serve import content_of, serve


class LangchainHistory:
    _address: dict[str, str]
    _histories: dict[int, Neo4jChatMessageHistory]

    async def open(self, url: str, username: str, password: str) -> None:
        self._address = {"url": url, "username": username, "password": password}
        self._histories = {}
        await asyncio.to_thread(self._history_of, 0)

    async def remember(self, number: int, writer: int) -> None:
        await asyncio.to_thread(self._add, content_of(number), writer)

    async def recall(self, number: int) -> int:
        return len(await asyncio.to_thread(lambda: self._histories[0].messages))

    async def close(self) -> None:
        for history in self._histories.values():
            await asyncio.to_thread(history._driver.close)  # it has no method of its own for this

    def _add(self, text: str, writer: int) -> None:
        self._history_of(writer).add_message(HumanMessage(content=text))

    def _history_of(self, writer: int) -> Neo4jChatMessageHistory:
        if writer not in self._histories:
            self._histories[writer] = Neo4jChatMessageHistory(
                session_id=f"conversation {writer}", **self._address
            )
        return self._histories[writer]


serve(LangchainHistory())
