import type { KnowledgeDraft } from './knowledge-draft.ts';
import type { KnowledgeEntity } from './knowledge-record.ts';
import type { KnowledgeFile } from './parse-knowledge-file.ts';

/** What became of the lines of a file. */
export interface TakenOver {
  readonly entities: {
    readonly created: number;
    /** Known already, and given observations that they lacked. */
    readonly extended: number;
    readonly known: number;
  };
  readonly relations: { readonly created: number; readonly known: number };
}

/** Adds what a file has and the graph lacks; nothing of a file that was taken over before, since what is gone was deleted. */
export function takeOverKnowledge(draft: KnowledgeDraft, file: KnowledgeFile): TakenOver {
  if (draft.files.includes(file.digest)) return nothingNew(file);
  const created = file.entities.filter(({ name }) => draft.entity(name) === undefined);
  const known = file.entities.filter(({ name }) => draft.entity(name) !== undefined);
  const related = file.relations.filter((relation) => !draft.hasRelation(relation));
  for (const entity of created) draft.addEntity(entity);
  const extended = known.filter((entity) => extend(draft, entity)).length;
  for (const relation of related) draft.addRelation(relation);
  draft.addFile(file.digest);
  return {
    entities: { created: created.length, extended, known: known.length - extended },
    relations: { created: related.length, known: file.relations.length - related.length },
  };
}

const nothingNew = ({ entities, relations }: KnowledgeFile): TakenOver => ({
  entities: { created: 0, extended: 0, known: entities.length },
  relations: { created: 0, known: relations.length },
});

/** Gives a known entity the observations that none of its name has; tells whether there were any. */
function extend(draft: KnowledgeDraft, { name, observations }: KnowledgeEntity): boolean {
  const copies = draft.entity(name) ?? [];
  const [first, ...others] = copies;
  if (first === undefined) return false;
  const known = new Set(copies.flatMap((copy) => copy.observations));
  const lacking = observations.filter((observation) => !known.has(observation));
  if (lacking.length === 0) return false;
  const extended = { ...first, observations: [...first.observations, ...lacking] };
  draft.setEntity(name, [extended, ...others]);
  return true;
}
