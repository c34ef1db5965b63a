/** The word that keeps the documents of one space apart; letters and digits only, so that no tokeniser splits it. */
export function scopeToken(space: string): string {
  return `sp${Buffer.from(space, 'utf8').toString('hex')}`;
}

/** More words than this make no better question. */
const mostWords = 64;

/** The terms that hold anything to look for. */
export function searchableTerms(terms: readonly string[]): readonly string[] {
  return terms.filter((term) => /[\p{L}\p{N}]/u.test(term)).slice(0, mostWords);
}

/** The full-text question for any of the terms; within the space unless it is the only one of the file. */
export function matchExpression(terms: readonly string[], scope: string | undefined): string {
  const words = terms.map((term) => `"${term.replaceAll('"', '""')}"`).join(' OR ');
  const text = `text : (${words})`;
  return scope === undefined ? text : `scope : "${scopeToken(scope)}" AND ${text}`;
}
