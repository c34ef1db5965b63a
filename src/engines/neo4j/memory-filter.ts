import type { MemoryFilter } from '../../engine/reads.ts';
import { InstantValue, type ParameterMap } from './parameter.ts';

/** Sorts after every key: those begin with a digit. */
export const afterEveryKey = '\uffff';

/** What comes right after a key: ids hold no control characters. */
export const justAfter = (key: string): string => `${key}\u0001`;

/** The filters that hold wherever memories are read, as the statements expect them. */
export function filterParameters(filter: MemoryFilter): ParameterMap {
  const { kinds, domain, entities, since, until, asOf, inForceAt } = filter;
  return {
    kinds: [...new Set(kinds)],
    domain: domain ?? null,
    entities: entities ?? null,
    from: since ?? '',
    until: until ?? afterEveryKey,
    asOf: asOf === undefined ? null : new InstantValue(asOf),
    inForceAt: inForceAt === undefined ? null : new InstantValue(inForceAt),
  };
}
