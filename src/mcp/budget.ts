import { cut } from '../model/cut.ts';
import type { Told } from './tool.ts';

/** What a client gets of an answer. */
export interface Fitted {
  readonly answer: Readonly<Record<string, unknown>>;
  readonly text: string;
}

/** UTF-8 bytes for a token: the usual four for English, and close to one character in most other scripts. */
const bytesPerToken = 4;

const estimatedTokens = (text: string): number =>
  Math.ceil(Buffer.byteLength(text) / bytesPerToken);

/** How many characters of a text, and then how many items of a list, are left when even one item is too long. */
const textLengths = [16_384, 8_192, 4_096, 2_048, 1_024, 512, 256, 128, 64] as const;
const listLengths = [64, 32, 16, 8, 4, 2, 1] as const;
const shortestText = 64;

/** Cuts an answer until both its forms fit into a budget of tokens, and says that it did. */
export function fit(told: Told, maxTokens: number): Fitted {
  const whole = render(told, told.answer);
  if (fits(whole, maxTokens)) return whole;
  const shown = told.list === undefined ? 0 : mostThatFits(told, told.list, maxTokens);
  if (shown > 0) return render(told, withFewer(told, shown));
  // One item alone is too long: then its texts are cut, and the next call begins after it.
  const first = told.list === undefined ? told.answer : withFewer(told, 1);
  const cuts = [
    ...textLengths.map((text) => ({ text, list: Infinity })),
    ...listLengths.map((list) => ({ text: shortestText, list })),
  ];
  let fitted = whole;
  for (const to of cuts) {
    fitted = render(told, { ...shortened(first, to), truncated: true });
    if (fits(fitted, maxTokens)) return fitted;
  }
  return fitted;
}

const render = ({ text }: Told, answer: Fitted['answer']): Fitted => ({
  answer,
  text: text(answer),
});

const fits = ({ answer, text }: Fitted, maxTokens: number): boolean =>
  estimatedTokens(JSON.stringify(answer)) <= maxTokens && estimatedTokens(text) <= maxTokens;

/** The size grows with the count, so halving the range finds the greatest that fits. */
function mostThatFits(told: Told, list: string, maxTokens: number): number {
  let low = 0;
  let high = itemsOf(told, list).length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(render(told, withFewer(told, middle)), maxTokens)) low = middle;
    else high = middle - 1;
  }
  return low;
}

function itemsOf({ answer }: Told, list: string): readonly unknown[] {
  const items = answer[list];
  return Array.isArray(items) ? items : [];
}

function withFewer(told: Told, shown: number): Fitted['answer'] {
  const { answer, list = '', cursorAfter, cutTo } = told;
  const items = itemsOf(told, list);
  if (shown >= items.length) return answer;
  const nextCursor = cursorAfter?.(shown);
  return {
    ...(cutTo === undefined ? { ...answer, [list]: items.slice(0, shown) } : cutTo(shown)),
    truncated: true,
    ...(nextCursor === undefined ? {} : { nextCursor }),
  };
}

interface Cut {
  /** The most characters of a text. */
  readonly text: number;
  /** The most items of a list. */
  readonly list: number;
}

/** Cuts every long text and list, and marks an object whose `content` was cut. */
function shortened<Value>(value: Value, to: Cut): Value;
function shortened(value: unknown, to: Cut): unknown {
  if (typeof value === 'string') return cut(value, to.text);
  if (Array.isArray(value))
    return value.slice(0, to.list).map((inner: unknown) => shortened(inner, to));
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.entries(value).map(([key, field]) => [
    key,
    key === 'nextCursor' ? field : shortened(field, to),
  ]);
  const { content }: { content?: unknown } = value;
  const isCut = typeof content === 'string' && content.length > to.text ? { isCut: true } : {};
  return { ...Object.fromEntries(inner), ...isCut };
}
