/** Back to the causes, or on to the consequences. */
export type Way = 'back' | 'on';

const words: Readonly<Record<Way, Readonly<Record<string, string>>>> = {
  back: { LEADS_TO: 'because of', LEARNED_FROM: 'seen in', SUPERSEDES: 'instead of' },
  on: { LEADS_TO: 'led to', LEARNED_FROM: 'taught', SUPERSEDES: 'replaced by' },
};

/** What a step of a trace says about the node that it reaches; the type of a link alone would not tell its direction. */
export const stepWords = (way: Way, type: string): string => words[way][type] ?? type;
