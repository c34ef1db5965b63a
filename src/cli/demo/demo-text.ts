import type { MemoryView } from '../../operations/memory-view.ts';
import { block, flow, paint, type Page, type Part } from '../text/page.ts';
import { day } from '../text/time-text.ts';
import { visible } from '../text/visible.ts';
import { cut, displayWidth } from '../text/wrap.ts';
import type { Cost, Reply } from './question.ts';

const indent = 3;

/** A memory on one line: its id, what is to be said first, and as much of its text as fits. */
export function oneLine(page: Page, memory: MemoryView, first: readonly Part[] = []): string {
  const parts: readonly Part[] = [
    { text: memory.id, style: 'cyan' },
    ...(first.length === 0 ? [{ text: day(memory.occurredAt), style: 'gray' as const }] : first),
  ];
  const before = parts.map(({ text }) => visible(text)).join('  ');
  const room = page.columns - indent - displayWidth(before) - 2;
  const content = cut(visible(memory.content.replaceAll(/\s+/gu, ' ')), room);
  return `${parts.map(({ text, style }) => paint(page, style, visible(text))).join('  ')}  ${content}`;
}

/** A memory with its text, cut after three lines, and why it was decided. */
export function withReasons(page: Page, memory: MemoryView): readonly string[] {
  const { id, kind, status = '', occurredAt, content, rationale } = memory;
  const inner = { ...page, columns: page.columns - indent };
  const most = (inner.columns - 4) * 3;
  return [
    ...flow(inner, [
      { text: id, style: 'cyan' },
      { text: `${kind}, ${status.replace('_', ' ')}`, style: 'green' },
      { text: day(occurredAt), style: 'gray' },
    ]),
    ...block(inner, cut(content, most), { indent: 2 }),
    ...(rationale === undefined
      ? []
      : block(inner, cut(rationale, most), { indent: 11, label: '  because', labelStyle: 'gray' })),
  ];
}

/** One question with its answer, in the compact form of the demo. */
export function questionLines(page: Page, asked: Asked): readonly string[] {
  const { number, question, reply, cost } = asked;
  const space = ' '.repeat(indent);
  const inner = { ...page, columns: page.columns - indent };
  const commands = reply.commands.map((command) => `$ memos-graph ${command}`);
  return [
    paint(page, 'bold', `${number}  ${question}`),
    ...reply.lines(inner).map((line) => `${space}${line}`),
    ...labelled(page, 'found', [reply.why]),
    ...labelled(page, 'cost', [costText(cost)]),
    ...labelled(page, 'ask', [...commands, ...reply.calls.map((call) => `memory.${call}`)]),
  ];
}

export interface Asked {
  readonly number: number;
  readonly question: string;
  readonly reply: Reply;
  readonly cost: Cost;
}

function labelled(page: Page, label: string, texts: readonly string[]): readonly string[] {
  return texts.flatMap((text, index) =>
    block(page, text, {
      indent: indent + 7,
      label: index === 0 ? `${' '.repeat(indent)}${label}` : '',
      labelStyle: 'gray',
      style: 'gray',
    }),
  );
}

function costText({ calls, statements, roundTrips, milliseconds }: Cost): string {
  return `${counted(calls, 'call')}, ${counted(statements, 'statement')}, ${counted(roundTrips, 'round trip')}, ${milliseconds} ms`;
}

const counted = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;
