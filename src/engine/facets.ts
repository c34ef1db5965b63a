import { createHash } from 'node:crypto';

import type { MemoryKind } from '../model/kind.ts';

// What full text filters by: words of letters, digits and `_` that stand in a field of their own beside the terms of a memory, so that
// an engine looks for both in one step. None of them tells a name.

/** Thirty-two letters and digits, whatever the name. */
const digest = (name: string): string =>
  createHash('sha256').update(name, 'utf8').digest('hex').slice(0, 32);

/** Stands for a space. */
export const spaceToken = (space: string): string => `sp${digest(space)}`;

/** Stands for a kind of memory. */
export const kindToken = (kind: MemoryKind): string => `kd${kind}`;

/** Stands for a domain. */
export const domainToken = (domain: string): string => `dm${digest(domain)}`;

/** Stands for the version of the analysis that made the terms. */
export const analysisToken = (version: number): string => `an${version}`;

interface Faceted {
  readonly space: string;
  readonly kind: MemoryKind;
  readonly domain?: string | undefined;
  /** Ids of entities, which are tokens as they are. */
  readonly about: readonly string[];
  readonly analysisVersion: number;
}

/** Every facet of a memory, in one text. */
export function facetsOf({ space, kind, domain, about, analysisVersion }: Faceted): string {
  return [
    spaceToken(space),
    kindToken(kind),
    ...(domain === undefined ? [] : [domainToken(domain)]),
    analysisToken(analysisVersion),
    ...new Set(about),
  ].join(' ');
}
