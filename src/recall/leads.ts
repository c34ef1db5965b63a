import { tokens } from '../analysis/tokens.ts';
import type { Subject } from './subject.ts';

/** The name of an entity that the memory is about; empty if it is not. */
export const entityName = ({ found }: Subject, entity: string): string =>
  found.entities.find(({ id }) => id === entity)?.name ?? '';

/** True when a memory begins with the name of an entity: then it is about that one before all others. */
export function leadsWith(subject: Subject, entity: string): boolean {
  const name = tokens(entityName(subject, entity));
  if (name.length === 0) return false;
  const own = subject.own.tokens();
  return name.every((token, index) => own[index] === token);
}
