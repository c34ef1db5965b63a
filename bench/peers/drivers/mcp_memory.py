"""mcp-neo4j-memory (PyPI): the class behind its tools, without the MCP transport."""

from mcp_neo4j_memory.neo4j_memory import Entity, Neo4jMemory, Relation
from neo4j import AsyncDriver, AsyncGraphDatabase

from serve import content_of, entities_of, serve, word_of


class McpMemory:
    _driver: AsyncDriver
    _memory: Neo4jMemory

    async def open(self, url: str, username: str, password: str) -> None:
        self._driver = AsyncGraphDatabase.driver(url, auth=(username, password))
        self._memory = Neo4jMemory(self._driver)
        await self._memory.create_fulltext_index()

    async def remember(self, number: int, writer: int) -> None:
        name, (person, project) = word_of(number), entities_of(number)
        await self._memory.create_entities(
            [
                Entity(name=name, type="memory", observations=[content_of(number)]),
                Entity(name=person, type="person", observations=[]),
                Entity(name=project, type="project", observations=[]),
            ]
        )
        await self._memory.create_relations(
            [
                Relation(source=name, target=target, relationType="MENTIONS")
                for target in (person, project)
            ]
        )

    async def recall(self, number: int) -> int:
        return len((await self._memory.search_memories(word_of(number))).entities)

    async def close(self) -> None:
        await self._driver.close()


serve(McpMemory())
