import type { CallLimits } from '../engine/engine.ts';
import { InvalidInputError } from '../errors/input-errors.ts';
import { knowledgeEntityId } from '../model/identity.ts';
import type { Adapter } from '../operations/adapter.ts';
import { changeKnowledge, type Wanted } from './change-knowledge.ts';
import type { KnowledgeDraft } from './knowledge-draft.ts';
import {
  type EntityCopy,
  type KnowledgeEntity,
  type KnowledgeRelation,
  relationId,
} from './knowledge-record.ts';
import type { KnowledgeFile } from './parse-knowledge-file.ts';
import { readAllKnowledge } from './read-knowledge.ts';
import { takeOverKnowledge, type TakenOver } from './take-over-knowledge.ts';

export type { KnowledgeEntity, KnowledgeRelation } from './knowledge-record.ts';

/** Entities and relations in the order in which they were made. */
export interface Graph {
  readonly entities: readonly KnowledgeEntity[];
  readonly relations: readonly KnowledgeRelation[];
}

export interface AddedObservations {
  readonly entityName: string;
  readonly addedObservations: readonly string[];
}

/**
 * A plain graph of named things beside the memories of a space, with the operations of the reference knowledge-graph memory server:
 * names are exact, what is known is passed over in silence, and a change runs beside no other of the same graph.
 */
export class KnowledgeGraph {
  readonly #adapter: Adapter;

  constructor(adapter: Adapter) {
    this.#adapter = adapter;
  }

  /** Makes entities whose names are not known yet and answers those; a name that is new may come several times. */
  createEntities(
    entities: readonly KnowledgeEntity[],
    limits: CallLimits = {},
  ): Promise<readonly KnowledgeEntity[]> {
    const ids = entities.map(({ name }) => knowledgeEntityId(name));
    return this.#change({ action: 'create_entities', ids }, limits, (draft) => {
      const created = entities.filter(({ name }) => draft.entity(name) === undefined);
      for (const entity of created) draft.addEntity(entity);
      return created;
    });
  }

  /** Makes relations that are not known yet and answers those; their ends need not exist. */
  createRelations(
    relations: readonly KnowledgeRelation[],
    limits: CallLimits = {},
  ): Promise<readonly KnowledgeRelation[]> {
    const wanted = { action: 'create_relations', ids: relations.map(relationId) };
    return this.#change(wanted, limits, (draft) => {
      const created = relations.filter((relation) => !draft.hasRelation(relation));
      for (const relation of created) draft.addRelation(relation);
      return created;
    });
  }

  /** Adds observations that their entity does not have yet; an entity that is not known fails the whole call. */
  addObservations(
    additions: readonly { readonly entityName: string; readonly contents: readonly string[] }[],
    limits: CallLimits = {},
  ): Promise<readonly AddedObservations[]> {
    const ids = additions.map(({ entityName }) => knowledgeEntityId(entityName));
    return this.#change({ action: 'add_observations', ids }, limits, (draft) =>
      additions.map(({ entityName, contents }) => {
        const added = changeFirst(draft, entityName, (observations) => {
          const known = new Set(observations);
          const fresh = contents.filter((content) => !known.has(content));
          return { observations: [...observations, ...fresh], result: fresh };
        });
        if (added === undefined) {
          throw new InvalidInputError('entityName', `Entity with name ${entityName} not found`);
        }
        return { entityName, addedObservations: added };
      }),
    );
  }

  /** Removes entities and every relation that names them. */
  deleteEntities(names: readonly string[], limits: CallLimits = {}): Promise<void> {
    const ids = names.map(knowledgeEntityId);
    const gone = new Set(names);
    return this.#change({ action: 'delete_entities', ids, relations: true }, limits, (draft) => {
      for (const name of gone) draft.removeEntity(name);
      for (const relation of draft.relations) {
        if (gone.has(relation.from) || gone.has(relation.to)) draft.removeRelation(relation);
      }
    });
  }

  deleteObservations(
    deletions: readonly { readonly entityName: string; readonly observations: readonly string[] }[],
    limits: CallLimits = {},
  ): Promise<void> {
    const ids = deletions.map(({ entityName }) => knowledgeEntityId(entityName));
    return this.#change({ action: 'delete_observations', ids }, limits, (draft) => {
      for (const { entityName, observations: deleted } of deletions) {
        const gone = new Set(deleted);
        changeFirst(draft, entityName, (observations) => ({
          observations: observations.filter((observation) => !gone.has(observation)),
          result: undefined,
        }));
      }
    });
  }

  deleteRelations(relations: readonly KnowledgeRelation[], limits: CallLimits = {}): Promise<void> {
    const wanted = { action: 'delete_relations', ids: relations.map(relationId) };
    return this.#change(wanted, limits, (draft) => {
      for (const relation of relations) draft.removeRelation(relation);
    });
  }

  /**
   * Takes over a file of the reference server, whole or not at all. A known entity gets what it lacks; a file that was taken over
   * before changes nothing, so that what was deleted since stays deleted.
   */
  takeOver(file: KnowledgeFile, limits: CallLimits = {}): Promise<TakenOver> {
    const ids = [
      ...file.entities.map(({ name }) => knowledgeEntityId(name)),
      ...file.relations.map(relationId),
    ];
    return this.#change({ action: 'import', ids }, limits, (draft) =>
      takeOverKnowledge(draft, file),
    );
  }

  readGraph(limits: CallLimits = {}): Promise<Graph> {
    return this.#read('read_graph', limits);
  }

  /** Entities in whose name, type or observations a text stands, whatever its case, with every relation at them. */
  async searchNodes(query: string, limits: CallLimits = {}): Promise<Graph> {
    const wanted = query.toLowerCase();
    const graph = await this.#read('search_nodes', limits);
    return around(graph, ({ name, entityType, observations }) =>
      [name, entityType, ...observations].some((text) => text.toLowerCase().includes(wanted)),
    );
  }

  /** Entities by exact name, with every relation at them. */
  async openNodes(names: readonly string[], limits: CallLimits = {}): Promise<Graph> {
    const wanted = new Set(names);
    const graph = await this.#read('open_nodes', limits);
    return around(graph, ({ name }) => wanted.has(name));
  }

  async #read(action: string, limits: CallLimits): Promise<Graph> {
    const found = await readAllKnowledge(this.#adapter, action, limits);
    const entities = found.flatMap((knowledge) =>
      knowledge.is === 'entity'
        ? knowledge.copies.map(({ number, entityType, observations }) => ({
            number,
            item: { name: knowledge.name, entityType, observations },
          }))
        : [],
    );
    const relations = found.flatMap((knowledge) =>
      knowledge.is === 'relation'
        ? knowledge.numbers.map((number) => ({ number, item: inOrder(knowledge.relation) }))
        : [],
    );
    return { entities: sorted(entities), relations: sorted(relations) };
  }

  #change<Result>(
    wanted: Wanted,
    limits: CallLimits,
    work: (draft: KnowledgeDraft) => Result,
  ): Promise<Result> {
    return changeKnowledge(this.#adapter, wanted, { work, limits });
  }
}

/** Whoever reads the text of an answer sees the order of the names. */
const inOrder = ({ from, to, relationType }: KnowledgeRelation): KnowledgeRelation => ({
  from,
  to,
  relationType,
});

interface Numbered<Item> {
  readonly number: number;
  readonly item: Item;
}

const sorted = <Item>(items: readonly Numbered<Item>[]): readonly Item[] =>
  items.toSorted((a, b) => a.number - b.number).map(({ item }) => item);

function around(
  { entities, relations }: Graph,
  isWanted: (entity: KnowledgeEntity) => boolean,
): Graph {
  const found = entities.filter(isWanted);
  const names = new Set(found.map(({ name }) => name));
  return {
    entities: found,
    relations: relations.filter(({ from, to }) => names.has(from) || names.has(to)),
  };
}

interface Changed<Result> {
  readonly observations: string[];
  readonly result: Result;
}

/** Changes the observations of the first entity of a name; undefined when there is none. */
function changeFirst<Result>(
  draft: KnowledgeDraft,
  name: string,
  change: (observations: readonly string[]) => Changed<Result>,
): Result | undefined {
  const [first, ...others]: readonly EntityCopy[] = draft.entity(name) ?? [];
  if (first === undefined) return undefined;
  const { observations, result } = change(first.observations);
  if (observations.length !== first.observations.length)
    draft.setEntity(name, [{ ...first, observations }, ...others]);
  return result;
}
