import {
  type McpServer,
  ProtocolError,
  ProtocolErrorCode,
  ResourceTemplate,
} from '@modelcontextprotocol/server';

import type { CallLimits } from '../engine/engine.ts';
import { NodeNotFoundError } from '../errors/input-errors.ts';
import type { MemOS } from '../memos/memos.ts';
import { memoryKinds, memoryStatuses } from '../model/kind.ts';
import { knownLinkTypes } from '../model/link-type.ts';
import { findRelated } from '../operations/find-related.ts';
import type { OpenCalls } from '../surface/open-calls.ts';
import { isUnexpected, problemOf } from '../surface/problem.ts';
import { shownHealth } from '../surface/verb-offers.ts';
import { fit } from './budget.ts';
import { entityTool } from './tools/entity.ts';
import { showNode } from './views.ts';

export interface ResourceSettings {
  readonly memory: MemOS;
  readonly maxTokens: number;
  readonly calls: OpenCalls;
  readonly log: (error: unknown) => void;
}

interface Found {
  readonly answer: Readonly<Record<string, unknown>>;
  readonly list?: string;
}

type Read = (limits: CallLimits) => Promise<Found>;

/** Adds what a client can read by its address. */
export function addResources(server: McpServer, settings: ResourceSettings): void {
  const { memory } = settings;
  const read = async (uri: URL, context: { mcpReq: { signal: AbortSignal } }, work: Read) => ({
    contents: [
      {
        uri: uri.href,
        mimeType: 'application/json',
        text: await resourceText(settings, work, { signal: context.mcpReq.signal }),
      },
    ],
  });
  server.registerResource(
    'schema',
    'memory://schema',
    { title: 'What memories are made of', mimeType: 'application/json' },
    (uri, context) => read(uri, context, async () => ({ answer: vocabulary })),
  );
  server.registerResource(
    'status',
    'memory://status',
    { title: 'How the memory is', mimeType: 'application/json' },
    (uri, context) =>
      read(uri, context, async (limits) => ({ answer: await shownHealth(memory, limits) })),
  );
  server.registerResource(
    'entity',
    new ResourceTemplate('memory://entity/{id}', { list: undefined }),
    { title: 'What is known about an entity, by id or name', mimeType: 'application/json' },
    (uri, { id }, context) =>
      read(uri, context, (limits) => entityResource(memory, decoded(id), limits)),
  );
  server.registerResource(
    'session',
    new ResourceTemplate('memory://session/{id}', { list: undefined }),
    { title: 'A working session and what was remembered in it', mimeType: 'application/json' },
    (uri, { id }, context) =>
      read(uri, context, (limits) => sessionResource(memory, decoded(id), limits)),
  );
}

const decoded = (variable: string | string[] | undefined): string => {
  const text = Array.isArray(variable) ? variable.join(',') : (variable ?? '');
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
};

async function resourceText(
  { maxTokens, calls, log }: ResourceSettings,
  work: Read,
  limits: CallLimits,
): Promise<string> {
  try {
    const found = await calls.run(() => work(limits));
    return fit({ ...found, text: (answer) => JSON.stringify(answer) }, maxTokens).text;
  } catch (error) {
    throw readFailure(error, log);
  }
}

/** What a client is told when a resource cannot be read. */
export function readFailure(error: unknown, log: (error: unknown) => void): ProtocolError {
  if (isUnexpected(error)) log(error);
  const { code, message } = problemOf(error);
  const isAsked = code === 'NODE_NOT_FOUND' || code === 'INVALID_INPUT';
  return new ProtocolError(
    isAsked ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InternalError,
    message,
  );
}

/** The same as `memory_entity` tells. */
async function entityResource(memory: MemOS, entity: string, limits: CallLimits): Promise<Found> {
  const { answer } = await entityTool.run(
    { memory, limits, ask: async () => 'cannot' },
    { entity },
  );
  if (answer['entity'] === null) throw new NodeNotFoundError([entity], 'entity');
  return { answer, list: 'memories' };
}

async function sessionResource(memory: MemOS, id: string, limits: CallLimits): Promise<Found> {
  const { items } = await memory.get(id, limits);
  const [session] = items;
  if (session?.kind !== 'session') throw new NodeNotFoundError([id], 'session');
  const during = await memory.adapter.read(findRelated, { id, types: ['DURING'] }, limits);
  const { agent, summary, endedAt } = session;
  return {
    answer: {
      session: {
        ...showNode(session),
        ...(agent === undefined ? {} : { agent }),
        ...(summary === undefined ? {} : { summary }),
        ...(endedAt === undefined ? {} : { endedAt }),
      },
      memories: during.items.map(({ node }) => showNode(node)),
      truncated: during.truncated,
    },
    list: 'memories',
  };
}

const vocabulary = {
  kinds: {
    note: 'a fact, a preference, an observation',
    decision: 'what was decided, why, and what was not chosen',
    commitment: 'a promise: to whom, until when, and how it ended',
    pattern: 'what happens again and again; its strength is counted from its evidence',
  } satisfies Record<(typeof memoryKinds)[number], string>,
  statuses: memoryStatuses,
  links: {
    ABOUT: 'from a memory to what it is about; made by `entities`',
    LEADS_TO: 'from a cause to its effect',
    LEARNED_FROM: 'from a pattern to its evidence',
    DURING: 'from a memory to the session it was made in; made by `sessionId`',
    INVOLVES: 'from a memory to who takes part',
    IMPACTS: 'from a memory to what it changes',
    PRECEDED_BY: 'from a memory to what came before',
    SUPERSEDES: 'from a memory to what it replaces; made by `supersedes`',
    RELATED_TO: 'between any two nodes',
  } satisfies Record<(typeof knownLinkTypes)[number], string>,
  otherLinks: 'any UPPER_SNAKE name of at most 64 characters',
  entities:
    'people, projects, tools, places…, known by their names, whatever their upper and lower case',
};
