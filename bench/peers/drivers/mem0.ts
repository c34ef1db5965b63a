// mem0ai (npm), the last series with a graph memory on Neo4j: Memory.add and Memory.search, with stubs for language model, embedder and vector store.
process.env['MEM0_TELEMETRY'] = 'false';

import { languageModel, vectorOf, vectors } from './mem0-stubs.ts';
import { Packages } from './packages.ts';
import { contentOf, serve } from './serve.ts';

interface Memory {
  add(text: string, options: { userId: string; infer: boolean }): Promise<unknown>;
  search(text: string, options: { userId: string }): Promise<{ relations?: readonly unknown[] }>;
  readonly graphMemory: { readonly graph: { close(): Promise<void> } };
}

const packages = new Packages();
const sessions = packages.countSessions();
const { Memory } = packages.load('mem0ai/oss') as { Memory: new (options: object) => Memory };

const embedder = {
  embedQuery: async (text: string) => vectorOf(text),
  embedDocuments: async (texts: readonly string[]) => texts.map(vectorOf),
};
const userId = 'benchmark';

await serve({
  driver: packages.driver,
  sessions,
  open: async ({ url, username, password }) => {
    const memory = new Memory({
      enableGraph: true,
      disableHistory: true,
      llm: { provider: 'langchain', config: { model: languageModel } },
      embedder: { provider: 'langchain', config: { model: embedder } },
      vectorStore: {
        provider: 'langchain',
        config: { client: vectors, dimension: vectorOf('').length },
      },
      graphStore: { provider: 'neo4j', config: { url, username, password } },
    });
    return {
      remember: (number) => memory.add(contentOf(number), { userId, infer: false }),
      recall: async (number) =>
        (await memory.search(contentOf(number), { userId })).relations?.length ?? 0,
      close: () => memory.graphMemory.graph.close(),
    };
  },
});
