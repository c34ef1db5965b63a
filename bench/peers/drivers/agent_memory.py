"""neo4j-agent-memory (PyPI): messages with explicit mentions, extraction off, a stub for the embedder."""

from neo4j_agent_memory import (
    EmbeddingConfig,
    ExtractionConfig,
    ExtractorType,
    MemoryClient,
    MemorySettings,
    Neo4jConfig,
)
from neo4j_agent_memory.schema.models import EntityRef
from pydantic import SecretStr

from serve import DIMENSIONS, content_of, entities_of, serve, vector_of

CONVERSATIONS = 20


class StubEmbedder:
    """Answers at once."""

    dimensions = DIMENSIONS

    async def embed(self, text: str) -> list[float]:
        return vector_of(text)

    async def embed_batch(self, texts: list[str]) -> list[list[float]]:
        return [vector_of(text) for text in texts]


class AgentMemory:
    _client: MemoryClient

    async def open(self, url: str, username: str, password: str) -> None:
        settings = MemorySettings(
            neo4j=Neo4jConfig(uri=url, username=username, password=SecretStr(password)),
            embedding=EmbeddingConfig(dimensions=DIMENSIONS),
            llm=None,
            extraction=ExtractionConfig(extractor_type=ExtractorType.NONE),
            _env_file=None,
        )
        self._client = MemoryClient(settings, embedder=StubEmbedder())
        await self._client.connect()

    async def remember(self, number: int, writer: int) -> None:
        person, project = entities_of(number)
        await self._client.short_term.add_message(
            f"conversation {number % CONVERSATIONS}",
            "user",
            content_of(number),
            extraction_mode="explicit",
            explicit_mentions=[
                EntityRef(name=person, type="PERSON"),
                EntityRef(name=project, type="OBJECT"),
            ],
        )

    async def recall(self, number: int) -> int:
        return len(await self._client.short_term.search_messages(content_of(number), limit=10))

    async def close(self) -> None:
        await self._client.close()


serve(AgentMemory())
