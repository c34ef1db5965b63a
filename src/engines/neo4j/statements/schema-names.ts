/** The full-text indexes are asked by name; every other part of the schema is found by what it covers. */
export const memoryTermsIndex = 'memos_graph_memory_terms';

/** The index of the first version of the schema: of the words of memories that are not reindexed yet. */
export const oldTextIndex = 'memos_graph_memory_text';
