import type { RememberOptions } from '../../memos/memos.ts';
import type { StoredMemory } from '../../operations/compile-memory.ts';
import type { StoredPattern } from '../../operations/record-pattern.ts';
import { given } from '../given.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { argumentOrInput, pair } from '../standard-input.ts';
import { fieldLines } from '../text/memory-text.ts';
import type { Page } from '../text/page.ts';

export interface RememberFlags {
  readonly kind?: RememberOptions['kind'];
  readonly id?: string;
  readonly domain?: string;
  readonly at?: string;
  readonly session?: string;
  readonly entity?: readonly string[];
  readonly link?: readonly string[];
  readonly linkFrom?: readonly string[];
  readonly supersedes?: readonly string[];
  readonly confidence?: number;
  readonly speaker?: string;
  readonly rationale?: string;
  readonly alternative?: readonly string[];
  readonly to?: string;
  readonly due?: string;
  readonly priority?: NonNullable<RememberOptions['priority']>;
}

export async function remember(
  { openMemory, signal }: Invocation,
  content: string,
  flags: RememberFlags,
): Promise<Answer> {
  const text = await argumentOrInput(content, signal);
  const options = rememberOptions(flags);
  const memory = await openMemory();
  const stored = await memory.remember(text, { ...options, signal });
  return { json: stored, text: (page) => storedLines(page, stored) };
}

function rememberOptions(flags: RememberFlags): RememberOptions {
  const { at, due, session, entity, alternative, link = [], linkFrom = [], ...same } = flags;
  const links = [
    ...link.map((text) => pair('--link', text)).map(([type, to]) => ({ type, to })),
    ...linkFrom.map((text) => pair('--link-from', text)).map(([type, from]) => ({ type, from })),
  ];
  return given({
    ...same,
    occurredAt: at,
    dueAt: due,
    sessionId: session,
    entities: entity,
    alternatives: alternative,
    links: links.length === 0 ? undefined : links,
  });
}

function storedLines(page: Page, stored: StoredMemory | StoredPattern): readonly string[] {
  const { id, kind, created, entities, supersedes } = stored;
  const replaced = supersedes?.map(({ id: old, alreadySupersededBy }) =>
    alreadySupersededBy === undefined
      ? old
      : `${old}, which ${alreadySupersededBy} had replaced before`,
  );
  const seen =
    'evidence' in stored
      ? `${stored.strength.toFixed(2)} from ${stored.evidence.count} of evidence`
      : undefined;
  return fieldLines(page, [
    [created ? 'Remembered' : 'Known already', `${kind} ${id}`],
    [
      'about',
      entities.map(({ name, created: isNew }) => (isNew ? `${name} (new)` : name)).join(', '),
    ],
    ['replaces', replaced],
    ['strength', seen],
  ]);
}
