import type { Question } from './question.ts';

/** How a question was read where it names a time or a kind of memory in words; nothing where it names neither. */
export function readAs({ kinds, period }: Question) {
  if (kinds.length === 0 && period === undefined) return {};
  const parts = [
    kinds.length === 0 ? '' : `${kinds.map((kind) => `${kind}s`).join(' and ')} come first`,
    period === undefined
      ? ''
      : `"${period.text}" is from ${day(period.since)} until before ${day(period.until)} (UTC); memories of that time come first`,
  ].filter((part) => part !== '');
  return {
    readAs: { kinds, ...(period === undefined ? {} : { period }), sentence: parts.join('; ') },
  };
}

const day = (instant: string): string => instant.slice(0, 10);
