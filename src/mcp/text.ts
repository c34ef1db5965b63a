import type { ShownMemory, ShownNode } from './views.ts';

/** A time to the minute, in UTC; a day alone where it is midnight. */
function when(moment: string): string {
  const minute = `${moment.slice(0, 10)} ${moment.slice(11, 16)}`;
  return minute.endsWith(' 00:00') ? minute.slice(0, 10) : minute;
}

/** A text that was stored stands inside of its item: none of its lines can pass for one of ours. */
export const indented = (text: string): string =>
  text.replaceAll(/\r\n|[\n\r\u2028\u2029]/g, '\n  ');

type Detail = readonly [label: string, value: string | undefined];

function details(given: readonly Detail[]): string {
  const shown = given.flatMap(([label, value]) =>
    value === undefined || value === '' ? [] : [`${label} ${value}`],
  );
  return shown.length === 0 ? '' : `\n  (${indented(shown.join('; '))})`;
}

/** A memory as one item of a list. */
export function memoryText(memory: ShownMemory): string {
  const { id, kind, status, content, isCut, occurredAt, entities } = memory;
  const state = status === undefined || status === 'active' ? kind : `${kind}, ${status}`;
  const overdue = memory.overdue === true ? ', overdue' : '';
  return `- [${id}] ${state}${overdue}, ${when(occurredAt)}: ${indented(content)}${isCut === true ? '…' : ''}${details(
    [
      ['about', entities.join(', ')],
      ['to', memory.to],
      ['due', memory.dueAt === undefined ? undefined : when(memory.dueAt)],
      ['because', memory.rationale],
      ['not chosen:', memory.alternatives?.join(' | ')],
      ['outcome:', memory.outcome],
      ['said by', memory.speaker],
      ['replaced by', memory.supersededBy],
      ['strength', memory.strength?.toFixed(2)],
      ['found: it', memory.why],
    ],
  )}`;
}

/** Any node as one item of a list. */
export function nodeText(node: ShownNode): string {
  const { id, kind, status, name, type, content, occurredAt, description } = node;
  const state = [type ?? kind, status].filter((part) => part !== undefined).join(', ');
  const time = occurredAt === undefined ? '' : `, ${when(occurredAt)}`;
  const said = [name, content].filter((part) => part !== undefined).join(': ');
  return `- [${id}] ${state}${time}: ${indented(said)}${node.isCut === true ? '…' : ''}${details([
    ['also', node.aliases?.join(', ')],
    ['is', description],
    ['about', node.entities?.join(', ')],
  ])}`;
}

/** A heading, what belongs to it, and how to go on. */
export function listText(
  heading: string,
  items: readonly string[],
  { nextCursor }: { readonly nextCursor?: string | undefined } = {},
): string {
  const more =
    nextCursor === undefined ? [] : [`There is more: call again with this cursor: ${nextCursor}`];
  return [heading, ...items, ...more].join('\n');
}
