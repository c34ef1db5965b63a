import type { MemoryView } from '../../operations/memory-view.ts';
import { byStrength } from '../commands/list.ts';
import type { Page } from '../text/page.ts';
import { day } from '../text/time-text.ts';
import { compactTraceLines } from '../text/trace-text.ts';
import { oneLine, withReasons } from './demo-text.ts';
import type { Asker, Question, Reply } from './question.ts';

/** What the demo asks. Every answer is what the library finds; only the words of the questions are written here. */
export const questions: readonly Question[] = [
  {
    question: 'What was decided about Friday deployments, and why?',
    ask: (asker) => decisionAndItsCauses(asker, 'What was decided about Friday deployments?'),
  },
  { question: 'What is overdue, and to whom?', ask: overdue },
  {
    question: 'What led to the go-live moving to 15 June?',
    ask: (asker) => decisionAndItsCauses(asker, 'Why did the go-live move to 15 June?'),
  },
  { question: 'What do we know about Veltronik?', ask: (asker) => aboutEntity(asker, 'Veltronik') },
  { question: 'What did we believe in the middle of March, and what holds now?', ask: thenAndNow },
  { question: 'What keeps going wrong?', ask: whatKeepsGoingWrong },
  {
    question: 'Which promises to Henrike Saal were broken?',
    ask: (asker) => brokenPromises(asker, 'Henrike Saal'),
  },
  {
    question:
      'This project itself: why is the full-text index synchronous, and what was it before?',
    ask: (asker) => decisionAndItsCauses(asker, 'Why is the full-text index synchronous?'),
  },
];

async function decisionAndItsCauses(asker: Asker, question: string): Promise<Reply> {
  const { memory, signal } = asker;
  const { memories } = await asker.of(memory.recall(question, { kinds: ['decision'], signal }));
  const [decision] = memories;
  if (decision === undefined) return nothing(question);
  const trace = await asker.of(memory.whatLedTo(decision.id, { signal }));
  return {
    found: [decision.id, ...trace.nodes.map(({ id }) => id)],
    why: `${decision.why.sentence}; the rest by following what led to it`,
    commands: [`recall "${question}" --kind decision`, `why ${decision.id}`],
    calls: [`recall('${question}', { kinds: ['decision'] })`, `whatLedTo('${decision.id}')`],
    lines: (page) => [
      ...withReasons(page, decision),
      ...compactTraceLines(page, trace, 'back').slice(1),
    ],
  };
}

async function overdue(asker: Asker): Promise<Reply> {
  const { memory, signal } = asker;
  const { items } = await asker.of(
    memory.adapter.getCommitments({ status: 'open', order: 'due' }, { signal }),
  );
  const late = items.filter((commitment) => commitment.overdue === true);
  return {
    found: late.map(({ id }) => id),
    why: 'open commitments in the order they are due, those whose day has passed',
    commands: ['commitments'],
    calls: [`adapter.getCommitments({ status: 'open', order: 'due' })`],
    lines: (page) => late.map((commitment) => oneLine(page, commitment, dueParts(commitment))),
  };
}

function dueParts({ dueAt = '', to = '' }: MemoryView) {
  return [{ text: `due ${day(dueAt)}`, style: 'red' as const }, { text: `to ${to}`.padEnd(15) }];
}

async function aboutEntity(asker: Asker, name: string): Promise<Reply> {
  const { memory, signal } = asker;
  const { memories, memoryCount, related } = await asker.of(
    memory.getEntityContext(name, { signal }),
  );
  const around = related.slice(0, 5).map((entity) => `${entity.name} (${entity.shared})`);
  return {
    found: memories.map(({ id }) => id),
    why: `all ${memoryCount} memories about it, the latest first; together with ${around.join(', ')}`,
    commands: [`entity ${name}`],
    calls: [`getEntityContext('${name}')`],
    lines: (page) => memories.map((memory_) => oneLine(page, memory_, stateParts(memory_))),
  };
}

function stateParts({ occurredAt, kind, supersededBy }: MemoryView) {
  const replaced = supersededBy === undefined ? '' : `until ${supersededBy}`;
  return [
    { text: day(occurredAt), style: 'gray' as const },
    {
      text: replaced === '' ? kind : replaced,
      ...(replaced === '' ? {} : { style: 'yellow' as const }),
    },
  ];
}

const march = '2026-03-15';
const asked = [
  'Does Shedboard run on shed-01?',
  'Which day is the go-live of Shedboard at Osterfeld depot?',
  'Where do the tablets come from?',
] as const;

async function thenAndNow(asker: Asker): Promise<Reply> {
  const { memory, signal } = asker;
  const rows: { question: string; before: MemoryView | undefined; now: MemoryView | undefined }[] =
    [];
  for (const question of asked) {
    const then = await asker.of(memory.recall(question, { asOf: march, signal }));
    const today = await asker.of(memory.recall(question, { signal }));
    rows.push({ question, before: then.memories[0], now: today.memories[0] });
  }
  const answers = rows.flatMap(({ before, now }) => [before, now]);
  return {
    found: answers.flatMap((memory_) => memory_?.id ?? []),
    why: 'the best of what was in force on that day, and of what is now',
    commands: [`recall "${asked[0]}" --as-of ${march}`],
    calls: [`recall('${asked[0]}', { asOf: '${march}' })`],
    lines: (page) =>
      rows.flatMap(({ question, before, now }) => [
        question,
        ...atTime(page, march, before),
        ...atTime(page, 'now', now),
      ]),
  };
}

function atTime(page: Page, when: string, memory: MemoryView | undefined): readonly string[] {
  if (memory === undefined) return [];
  const narrow = { ...page, columns: page.columns - 2 };
  return [`  ${oneLine(narrow, memory, [{ text: when.padEnd(march.length), style: 'yellow' }])}`];
}

async function whatKeepsGoingWrong(asker: Asker): Promise<Reply> {
  const { memory, signal } = asker;
  const { items } = await asker.of(memory.adapter.getPatterns({}, { signal }));
  const strongest = byStrength(items);
  return {
    found: strongest.map(({ id }) => id),
    why: 'patterns, strongest first: strength is counted from the evidence and fades with its age',
    commands: ['patterns'],
    calls: ['adapter.getPatterns()'],
    lines: () => strongest.map(patternLine),
  };
}

function patternLine({ strength = 0, evidence, content }: MemoryView): string {
  const bar = '█'.repeat(Math.round(strength * 10)).padEnd(10, '·');
  const { count = 0, lastAt = '' } = evidence ?? {};
  return `${bar} ${strength.toFixed(2)}  ${content} Seen ${count} times, last ${day(lastAt)}.`;
}

async function brokenPromises(asker: Asker, name: string): Promise<Reply> {
  const { memory, signal } = asker;
  const { items } = await asker.of(
    memory.adapter.getCommitments({ status: 'broken', entity: name }, { signal }),
  );
  return {
    found: items.map(({ id }) => id),
    why: `broken commitments about ${name}, whom they were made to`,
    commands: [`commitments --status broken --entity "${name}"`],
    calls: [`adapter.getCommitments({ status: 'broken', entity: '${name}' })`],
    lines: (page) =>
      items.flatMap((commitment) => [
        oneLine(page, commitment, dueParts(commitment)),
        ...(commitment.outcome === undefined ? [] : [`  → ${commitment.outcome}`]),
      ]),
  };
}

function nothing(question: string): Reply {
  return {
    found: [],
    why: 'nothing was found',
    commands: [`recall "${question}"`],
    calls: [`recall('${question}')`],
    lines: () => [],
  };
}
