/** The full-text index is asked by name; every other part of the schema is found by what it covers. */
export const memoryTextIndex = 'memos_graph_memory_text';
