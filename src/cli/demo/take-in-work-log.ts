import type { MemOS, RememberOptions } from '../../memos/memos.ts';
import type { Adapter } from '../../operations/adapter.ts';
import type { CallOptions } from '../../operations/call.ts';
import type { Turn, WorkLogLine } from './work-log.ts';

/** Takes in a work log, line after line, in one transaction: a log that is cut short by Ctrl-C leaves nothing. */
export async function takeInWorkLog(
  memory: MemOS,
  lines: readonly WorkLogLine[],
  signal: AbortSignal,
): Promise<void> {
  await memory.sessionContext({ batchTransaction: true }, async (session) => {
    for (const line of lines) await takeIn(memory, line, { session, signal });
  });
}

async function takeIn(memory: MemOS, line: WorkLogLine, call: CallOptions): Promise<void> {
  const { adapter } = memory;
  if ('session' in line) {
    const { session: id, agent, at } = line;
    await adapter.startSession({ id, agent, startedAt: at }, call);
  } else if ('endSession' in line) {
    const { endSession: id, summary, at } = line;
    await adapter.endSession({ id, summary, at }, call);
  } else if ('settle' in line) {
    const { settle: id, ...end } = line;
    await adapter.completeCommitment({ id, ...end }, call);
  } else if (line.kind === 'pattern') {
    await adapter.recordPattern(patternOf(line), call);
  } else {
    await memory.remember(line.content, { ...memoryOf(line), ...call });
  }
}

/** Who said it is somebody to be asked about as well. */
function entitiesOf({ entities, speaker }: Turn) {
  const mentioned = entities.map((entity) =>
    typeof entity === 'string' ? entity : { ...entity, aliases: [...(entity.aliases ?? [])] },
  );
  return [...mentioned, { name: speaker, type: 'person' }];
}

function memoryOf(turn: Turn): RememberOptions {
  const {
    content: _content,
    at,
    speaker,
    entities: _entities,
    evidence: _evidence,
    ...same
  } = turn;
  return {
    ...(same as RememberOptions), // readonly lists, which the library only reads
    occurredAt: at,
    entities: entitiesOf(turn),
    ...(turn.kind === 'note' ? { speaker } : {}),
  };
}

/** A pattern is known by its words: the id of the line would name a note that nobody wrote. */
function patternOf(turn: Turn): Parameters<Adapter['recordPattern']>[0] {
  const { content, at, sessionId, evidence } = turn;
  return {
    content,
    occurredAt: at,
    sessionId,
    entities: entitiesOf(turn),
    ...(evidence === undefined ? {} : { evidence: [...evidence] }),
  };
}
