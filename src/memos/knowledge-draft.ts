import { knowledgeEntityId, knowledgeHeadId } from '../model/identity.ts';
import { nextCreatedAt } from '../model/instant.ts';
import { initialStatus } from '../model/kind.ts';
import type { NodeRecord } from '../model/node-record.ts';
import { type Draft, emptyDraft } from '../operations/define-operation.ts';
import {
  type EntityCopy,
  type HeadState,
  type Knowledge,
  type KnowledgeEntity,
  knowledgeId,
  type KnowledgeRelation,
  readKnowledge,
  relationId,
  stateText,
  toNode,
} from './knowledge-record.ts';

/** The list itself where it is ours, else a copy that is. */
function growing<Item>(own: WeakMap<readonly Item[], Item[]>, list: readonly Item[]): Item[] {
  const known = own.get(list);
  if (known !== undefined) return known;
  const copy = [...list];
  own.set(copy, copy);
  return copy;
}

const status = initialStatus.knowledge;

/** Makes the head unless it is there, and locks it until the end of the transaction: the status stays as it is. */
export const lockDraft = (): Draft => ({
  ...emptyDraft,
  nodes: [
    { record: toNode({ is: 'head', state: { last: 0, files: [] } }, nextCreatedAt()), about: [] },
  ],
  transitions: [{ id: knowledgeHeadId, from: [status], set: { status } }],
});

/** The records that one change of a knowledge graph looks at, and what becomes of them. */
export class KnowledgeDraft {
  readonly #stored = new Map<string, Knowledge>();
  /** Undefined: to be removed. */
  readonly #changed = new Map<string, Knowledge | undefined>();

  /** The lists that this draft made itself: they may grow in place, or the same name many times over would cost its square. */
  readonly #copies = new WeakMap<readonly EntityCopy[], EntityCopy[]>();
  readonly #numbers = new WeakMap<readonly number[], number[]>();

  constructor(nodes: readonly NodeRecord[]) {
    for (const node of nodes) this.#stored.set(node.id, readKnowledge(node));
  }

  /** What is held under an exact name; undefined when nothing is. */
  entity(name: string): readonly EntityCopy[] | undefined {
    const found = this.#find(knowledgeEntityId(name));
    return found?.is === 'entity' ? found.copies : undefined;
  }

  hasRelation(relation: KnowledgeRelation): boolean {
    return this.#find(relationId(relation)) !== undefined;
  }

  get relations(): readonly KnowledgeRelation[] {
    return [...this.#stored.values()].flatMap((found) =>
      found.is === 'relation' ? [found.relation] : [],
    );
  }

  get files(): readonly string[] {
    return this.#head.files;
  }

  setEntity(name: string, copies: readonly EntityCopy[]): void {
    this.#set({ is: 'entity', name, copies });
  }

  /** Adds an entity to those that are held under its name. */
  addEntity({ name, entityType, observations }: KnowledgeEntity): void {
    const copy = { number: this.nextNumber(), entityType, observations: [...observations] };
    const copies = growing(this.#copies, this.entity(name) ?? []);
    copies.push(copy);
    this.setEntity(name, copies);
  }

  removeEntity(name: string): void {
    this.#remove(knowledgeEntityId(name));
  }

  addRelation(relation: KnowledgeRelation): void {
    const found = this.#find(relationId(relation));
    const numbers = found?.is === 'relation' ? found.numbers : [];
    const own = growing(this.#numbers, numbers);
    own.push(this.nextNumber());
    this.#set({ is: 'relation', relation, numbers: own });
  }

  removeRelation(relation: KnowledgeRelation): void {
    this.#remove(relationId(relation));
  }

  addFile(digest: string): void {
    const { last, files } = this.#head;
    this.#set({ is: 'head', state: { last, files: [...files, digest] } });
  }

  /** A number above every earlier one of this graph; above those of an import too, since it is at least the time in microseconds. */
  nextNumber(): number {
    const { last, files } = this.#head;
    const number = Math.max(last + 1, Date.now() * 1000);
    this.#set({ is: 'head', state: { last: number, files } });
    return number;
  }

  get hasChanged(): boolean {
    return this.#changed.size > 0;
  }

  /** What is to be written, a change set for each record; the engine puts them together. */
  drafts(): readonly Draft[] {
    const changes = [...this.#changed.values()].filter((change) => change !== undefined);
    return changes.map((change) => {
      const id = knowledgeId(change);
      if (!this.#stored.has(id))
        return { ...emptyDraft, nodes: [{ record: toNode(change, nextCreatedAt()), about: [] }] };
      const set = { status, summary: stateText(change) };
      return { ...emptyDraft, transitions: [{ id, from: [status], set }] };
    });
  }

  removed(): readonly string[] {
    return [...this.#changed].flatMap(([id, change]) =>
      change === undefined && this.#stored.has(id) ? [id] : [],
    );
  }

  get #head(): HeadState {
    const head = this.#find(knowledgeHeadId);
    if (head?.is !== 'head') throw new TypeError('The head of the knowledge graph was not read');
    return head.state;
  }

  #find(id: string): Knowledge | undefined {
    return this.#changed.has(id) ? this.#changed.get(id) : this.#stored.get(id);
  }

  #remove(id: string): void {
    if (this.#find(id) !== undefined) this.#changed.set(id, undefined);
  }

  #set(knowledge: Knowledge): void {
    this.#changed.set(knowledgeId(knowledge), knowledge);
  }
}
