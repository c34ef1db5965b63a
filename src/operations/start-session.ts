import * as z from 'zod';

import { fingerprint, newId } from '../model/identity.ts';
import { toMilliseconds } from '../model/instant.ts';
import { initialStatus } from '../model/kind.ts';
import { defineWrite, emptyDraft } from './define-operation.ts';
import { instant, name, ownId, text } from './fields.ts';

const input = z.strictObject({
  id: ownId.exactOptional(),
  agent: name.exactOptional().describe('Who works'),
  topic: text.exactOptional().describe('What the session is about'),
  domain: name.exactOptional(),
  startedAt: instant.exactOptional().describe('Default: now'),
});

const output = z
  .object({
    id: z.string(),
    created: z.boolean().describe('False when the same session was there already'),
  })
  .readonly();

/** A session that has begun. */
export type StartedSession = z.output<typeof output>;

export const startSession = defineWrite({
  name: 'startSession',
  summary: 'Begin a working session; memories can then be made during it',
  input,
  output,
  compile: ({ id: ownId_, ...given }, createdAt) => {
    const id = ownId_ ?? newId();
    const { agent, topic, domain, startedAt } = given;
    const record = {
      id,
      kind: 'session' as const,
      status: initialStatus.session,
      createdAt,
      occurredAt: startedAt ?? toMilliseconds(createdAt),
      ...(agent === undefined ? {} : { agent }),
      ...(topic === undefined ? {} : { content: topic }),
      ...(domain === undefined ? {} : { domain }),
      fingerprint: fingerprint({ kind: 'session', ...given }),
    };
    return {
      draft: { ...emptyDraft, nodes: [{ record, about: [] }] },
      answer: ({ nodes }): StartedSession => ({ id, created: nodes.some((node) => node.created) }),
    };
  },
});
