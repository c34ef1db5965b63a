"""graphiti-core (PyPI): add_episode and search, with stubs for language model, embedder and re-ranker."""

import os
import re
from datetime import datetime, timezone
from typing import Any

os.environ |= {
    "GRAPHITI_TELEMETRY_ENABLED": "false",
    "EMBEDDING_DIM": "384",
}  # read when it is imported

from graphiti_core import Graphiti
from graphiti_core.cross_encoder.client import CrossEncoderClient
from graphiti_core.driver.neo4j_driver import Neo4jDriver
from graphiti_core.embedder.client import EmbedderClient
from graphiti_core.llm_client.client import LLMClient
from graphiti_core.llm_client.config import LLMConfig
from graphiti_core.nodes import EpisodeType

from serve import content_of, serve, vector_of

GROUP = "benchmark"
EPISODE = re.compile(r"(item\d+): (Person \d+) chose (Project \d+)")
CURRENT = re.compile(
    r"<(?:CURRENT[ _]MESSAGE|CURRENT_EPISODE|EPISODE|TEXT)[^>]*>(.*?)</", re.DOTALL
)


class StubEmbedder(EmbedderClient):
    """Answers at once."""

    async def create(self, input_data: Any) -> list[float]:
        return vector_of(input_data if isinstance(input_data, str) else str(input_data[0]))

    async def create_batch(self, input_data_list: list[str]) -> list[list[float]]:
        return [vector_of(text) for text in input_data_list]


class StubRanker(CrossEncoderClient):
    """Leaves everything as it is."""

    async def rank(self, query: str, passages: list[str]) -> list[tuple[str, float]]:
        return [(passage, 1.0) for passage in passages]


class StubModel(LLMClient):
    """Answers at once what a model would find in an episode of the benchmark: two entities, one fact, nothing known before."""

    async def _generate_response(self, *arguments: Any, **options: Any) -> dict[str, Any]:
        raise NotImplementedError  # generate_response answers by itself

    async def generate_response(
        self, messages: Any, response_model: Any = None, **options: Any
    ) -> dict[str, Any]:
        prompt = " ".join(message.content for message in messages)
        word, person, project = _episode_in(prompt)
        entities = [
            {"name": name, "entity_type_id": 0, "episode_indices": [0]}
            for name in (person, project)
        ]
        edge = {
            "relation_type": "CHOSE",
            "source_entity_name": person,
            "target_entity_name": project,
            "source_entity_id": 0,
            "target_entity_id": 1,
            "fact": f"{word}: {person} chose {project}",
            "valid_at": None,
            "invalid_at": None,
            "episode_indices": [0],
        }
        name = response_model.__name__ if response_model else ""
        answers = {
            "ExtractedEntities": {"extracted_entities": entities},
            "ExtractedEdges": {"edges": [edge]},
            "CombinedExtraction": {"extracted_entities": entities, "edges": [edge]},
            "NodeResolutions": {"entity_resolutions": []},
            "EdgeDuplicate": {
                "duplicate_facts": [],
                "contradicted_facts": [],
                "fact_type": "DEFAULT",
            },
        }
        return answers[name] if name in answers else _empty(response_model)


def _episode_in(prompt: str) -> tuple[str, str, str]:
    """The episode that a prompt is about; others come before it as context."""
    current = CURRENT.search(prompt)
    found = (EPISODE.findall(current.group(1)) if current else []) or EPISODE.findall(prompt)[-1:]
    return found[0] if found else ("item0", "Person 0", "Project 0")


def _empty(response_model: Any) -> dict[str, Any]:
    """The answer that nothing was found, for any other question."""
    if response_model is None:
        return {}
    answer = response_model.model_construct().model_dump(warnings=False)
    for name, field in response_model.model_fields.items():
        answer.setdefault(name, [] if "list" in str(field.annotation).lower() else "")
    return answer


class GraphitiMemory:
    _graphiti: Graphiti

    async def open(self, url: str, username: str, password: str) -> None:
        driver = Neo4jDriver(url, username, password)
        self._graphiti = Graphiti(
            graph_driver=driver,
            llm_client=StubModel(LLMConfig()),
            embedder=StubEmbedder(),
            cross_encoder=StubRanker(),
        )
        if driver._init_task is not None:  # it sets up its indexes in the background
            await driver._init_task

    async def remember(self, number: int, writer: int) -> None:
        await self._graphiti.add_episode(
            name=f"episode {number}",
            episode_body=content_of(number),
            source=EpisodeType.text,
            source_description="benchmark",
            reference_time=datetime.now(timezone.utc),
            group_id=GROUP,
        )

    async def recall(self, number: int) -> int:
        return len(await self._graphiti.search(content_of(number), group_ids=[GROUP]))

    async def close(self) -> None:
        await self._graphiti.close()


serve(GraphitiMemory())
