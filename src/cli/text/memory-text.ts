import type { EntityView, LinkView, MemoryView, NodeView } from '../../operations/memory-view.ts';
import { block, flow, type Page, type Part, type Style } from './page.ts';
import { day, minute } from './time-text.ts';

/** Of most labels, so that the values of several memories stand in one column. */
const labelWidth = 12;

export type AnyView = MemoryView | EntityView | NodeView;

export const isMemory = (view: AnyView): view is MemoryView =>
  'occurredAt' in view && 'content' in view && 'entities' in view;
export const isEntity = (view: AnyView): view is EntityView => view.kind === 'entity';

/** A memory in a list: what it is, what it says, and whatever `below` adds. */
export function memoryLines(
  page: Page,
  memory: MemoryView,
  below: readonly Field[] = [],
): readonly string[] {
  return [
    ...flow(page, headingOf(memory), 2),
    ...block(page, memory.content, { indent: 2 }),
    ...fieldLines(page, [['about', names(memory)], ...below], 2),
  ];
}

const names = ({ entities }: MemoryView): string => entities.map(({ name }) => name).join(', ');

/** The first line of a memory. */
export function headingOf(memory: MemoryView): readonly Part[] {
  return [
    { text: memory.id, style: 'cyan' },
    { text: statusOf(memory), style: styleOf(memory) },
    { text: day(memory.occurredAt), style: 'gray' },
    ...(memory.kind === 'commitment' ? promiseParts(memory) : []),
    ...(memory.strength === undefined ? [] : [{ text: strengthText(memory) }]),
    ...(memory.supersededBy === undefined
      ? []
      : [{ text: `replaced by ${memory.supersededBy}`, style: 'yellow' as const }]),
  ];
}

const unremarkable = new Set(['active', 'superseded']);

function statusOf({ kind, status }: MemoryView): string {
  return status === undefined || unremarkable.has(status)
    ? kind
    : `${kind}, ${status.replace('_', ' ')}`;
}

function styleOf({ kind, status, overdue }: MemoryView): Style {
  if (overdue === true || status === 'broken') return 'red';
  if (status === 'superseded' || status === 'cancelled') return 'gray';
  return kind === 'note' ? 'white' : 'green';
}

function promiseParts({ to, dueAt, overdue, priority }: MemoryView): readonly Part[] {
  return [
    { text: to === undefined ? '' : `to ${to}` },
    { text: dueAt === undefined ? '' : `due ${minute(dueAt)}` },
    { text: overdue === true ? 'overdue' : '', style: 'red' },
    { text: priority === undefined ? '' : `priority ${priority}` },
  ];
}

function strengthText({ strength = 0, evidence }: MemoryView): string {
  const seen = evidence === undefined ? '' : `, seen ${times(evidence.count)}`;
  const last = evidence?.lastAt === undefined ? '' : `, last ${day(evidence.lastAt)}`;
  return `strength ${strength.toFixed(2)}${seen}${last}`;
}

const times = (count: number): string => (count === 1 ? 'once' : `${count} times`);

/** A label and what belongs to it; nothing is shown of a field without a value. */
export type Field = readonly [label: string, value: string | readonly string[] | undefined];

/** Fields one below another, their values in one column. */
export function fieldLines(page: Page, fields: readonly Field[], indent = 0): readonly string[] {
  const shown = fields
    .map(([label, value = []]) => ({ label, texts: textsOf(value) }))
    .filter(({ texts }) => texts.length > 0);
  const column = indent + Math.max(labelWidth, ...shown.map(({ label }) => label.length)) + 1;
  return shown.flatMap(({ label, texts }) =>
    texts.flatMap((text, index) =>
      block(page, text, {
        indent: column,
        label: index === 0 ? `${' '.repeat(indent)}${label}` : '',
        labelStyle: 'gray',
      }),
    ),
  );
}

const textsOf = (value: string | readonly string[]): readonly string[] =>
  (typeof value === 'string' ? [value] : value).filter((text) => text !== '');

/** Everything that is stored of a node. */
export function nodeLines(page: Page, view: AnyView): readonly string[] {
  if (isEntity(view)) return entityLines(page, view);
  if (isMemory(view)) return wholeMemoryLines(page, view);
  return sessionLines(page, view);
}

function wholeMemoryLines(page: Page, memory: MemoryView): readonly string[] {
  const { rationale, alternatives, outcome, closedAt, speaker, domain, confidence } = memory;
  return [
    ...memoryLines(page, memory, [
      ['rationale', rationale],
      ['alternatives', alternatives?.map((text) => `- ${text}`)],
      ['speaker', speaker],
      ['domain', domain],
      ['confidence', confidence?.toString()],
      ['outcome', outcome],
      ['closed', closedAt === undefined ? undefined : minute(closedAt)],
      ['valid', validity(memory)],
      ['stored', minute(memory.createdAt)],
      ['links', linkTexts(memory.links)],
    ]),
  ];
}

function validity({ validFrom, validTo, occurredAt }: MemoryView): string | undefined {
  return validTo === undefined
    ? undefined
    : `from ${minute(validFrom ?? occurredAt)} to ${minute(validTo)}`;
}

/** Links as arrows, seen from the node that is shown. */
function linkTexts(links: readonly LinkView[]): readonly string[] {
  return links.map(({ type, direction, id, properties }) => {
    const arrow = direction === 'out' ? `${type} → ${id}` : `${type} ← ${id}`;
    return properties === undefined ? arrow : `${arrow} ${JSON.stringify(properties)}`;
  });
}

/** An entity with its names. */
export function entityLines(page: Page, entity: EntityView): readonly string[] {
  const heading = [
    { text: entity.name, style: 'bold' as const },
    { text: entity.type ?? 'entity', style: 'green' as const },
    { text: entity.id, style: 'cyan' as const },
  ];
  return [
    ...flow(page, heading, 2),
    ...fieldLines(
      page,
      [
        ['also', entity.aliases.join(', ')],
        ['description', entity.description],
        ['links', linkTexts(entity.links)],
      ],
      2,
    ),
  ];
}

function sessionLines(page: Page, session: NodeView): readonly string[] {
  const heading = [
    { text: session.id, style: 'cyan' as const },
    { text: `${session.kind}, ${session.status ?? ''}`, style: 'green' as const },
    { text: day(session.occurredAt ?? session.createdAt), style: 'gray' as const },
  ];
  return [
    ...flow(page, heading, 2),
    ...fieldLines(
      page,
      [
        ['topic', session.content],
        ['agent', session.agent],
        ['domain', session.domain],
        ['ended', session.endedAt === undefined ? undefined : minute(session.endedAt)],
        ['summary', session.summary],
        ['links', linkTexts(session.links)],
      ],
      2,
    ),
  ];
}

/** Blocks with an empty line between them. */
export function spaced(blocks: readonly (readonly string[])[]): readonly string[] {
  return blocks.flatMap((lines, index) => (index === 0 ? lines : ['', ...lines]));
}
