const literals = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\b\d[\w.]*/gs;

/**
 * A hash of a statement without its literals and white space, by which the same statement is known again;
 * the text itself is not kept.
 */
export function statementShape(query: unknown): string {
  const text = textOf(query).replace(literals, '?').replace(/\s+/g, ' ');
  let hash = 0x81_1c_9d_c5; // FNV-1a
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93);
  }
  return `${text.length}-${(hash >>> 0).toString(16)}`;
}

/** The driver takes a text, or an object with one. */
function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  if (typeof query !== 'object' || query === null || !('text' in query)) return '';
  return String(query.text);
}
