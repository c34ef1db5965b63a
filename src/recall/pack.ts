/**
 * About how many tokens a text has, for byte-pair encodings such as those of OpenAI and Anthropic: four characters each, the rule of
 * thumb for English; one for each character of Chinese, Japanese or Korean.
 */
export function estimateTokens(text: string): number {
  const ideographs = text.match(/[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}]/gu)?.length ?? 0;
  return ideographs + Math.ceil((text.length - ideographs) / 4);
}

export interface Packed<Item> {
  readonly items: readonly Item[];
  /** True when something that was found was left out. */
  readonly truncated: boolean;
}

export interface PackLimits<Item> {
  readonly limit: number;
  /** The most tokens in all. Default: no bound. */
  readonly tokenBudget?: number;
  /** How many tokens one item takes. */
  readonly tokensOf: (item: Item) => number;
}

/** Takes the best in order until the limit or the token budget is reached; never skips one to fit a later one in. */
export function pack<Item>(
  items: readonly Item[],
  { limit, tokenBudget = Infinity, tokensOf }: PackLimits<Item>,
): Packed<Item> {
  const taken = items.slice(0, limit);
  if (tokenBudget < Infinity) {
    let tokens = 0;
    const over = taken.findIndex((item) => (tokens += tokensOf(item)) > tokenBudget);
    if (over >= 0) taken.length = over;
  }
  return { items: taken, truncated: taken.length < items.length };
}
