/** About how many tokens a text has: four characters each, the rule of thumb for English and byte-pair encodings. */
export const estimateTokens = (text: string): number => Math.ceil(text.length / 4);

export interface Packed<Item> {
  readonly items: readonly Item[];
  /** True when something that was found was left out. */
  readonly truncated: boolean;
}

export interface PackLimits {
  readonly limit: number;
  /** The most tokens of content in all. Default: no bound. */
  readonly tokenBudget?: number;
}

/** Takes the best in order until the limit or the token budget is reached; never skips one to fit a later one in. */
export function pack<Item extends { readonly content: string }>(
  items: readonly Item[],
  { limit, tokenBudget = Infinity }: PackLimits,
): Packed<Item> {
  let tokens = 0;
  const fitting = items.slice(0, limit).findIndex((item) => {
    tokens += estimateTokens(item.content);
    return tokens > tokenBudget;
  });
  const taken = items.slice(0, fitting === -1 ? limit : fitting);
  return { items: taken, truncated: taken.length < items.length };
}
