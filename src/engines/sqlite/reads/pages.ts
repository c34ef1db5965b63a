/** Items in pages of at most so many, in order. */
export function* inPages<Item>(items: Iterable<Item>, size: number): Generator<readonly Item[]> {
  let page: Item[] = [];
  for (const item of items) {
    page.push(item);
    if (page.length < size) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}

/** A column that holds the columns of other rows as a JSON list of lists. */
export const packed = (columns: string, rows: string): string =>
  `(SELECT json_group_array(json_array(${columns})) FROM (${rows}))`;
