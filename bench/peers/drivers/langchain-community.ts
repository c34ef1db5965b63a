// @langchain/community (npm): the history of a conversation. Each writer has a conversation of its own.
import type { Neo4jAddress } from '../../../test/support/neo4j-server.ts';
import { Packages } from './packages.ts';
import { contentOf, serve } from './serve.ts';

interface History {
  addMessage(message: object): Promise<void>;
  getMessages(): Promise<readonly object[]>;
  close(): Promise<void>;
}

interface HistoryOptions {
  readonly url: string;
  readonly username: string;
  readonly password: string;
  readonly sessionId: string;
}

const packages = new Packages();
const { Neo4jChatMessageHistory } = packages.load('@langchain/community/stores/message/neo4j') as {
  Neo4jChatMessageHistory: { initialize(options: HistoryOptions): Promise<History> };
};
const { HumanMessage } = packages.load('@langchain/core/messages') as {
  HumanMessage: new (text: string) => object;
};

/** The conversation of each writer. */
class Conversations {
  readonly #address: Neo4jAddress;
  readonly #byWriter = new Map<number, Promise<History>>();

  constructor(address: Neo4jAddress) {
    this.#address = address;
  }

  of(writer: number): Promise<History> {
    const { url, username, password } = this.#address;
    const sessionId = `conversation ${writer}`;
    const history =
      this.#byWriter.get(writer) ??
      Neo4jChatMessageHistory.initialize({ url, username, password, sessionId });
    this.#byWriter.set(writer, history);
    return history;
  }

  async close(): Promise<void> {
    for (const history of this.#byWriter.values()) await (await history).close();
  }
}

await serve({
  driver: packages.driver,
  sessions: packages.countSessions(),
  open: async (address) => {
    const conversations = new Conversations(address);
    const first = await conversations.of(0);
    return {
      remember: async (number, writer) =>
        (await conversations.of(writer)).addMessage(new HumanMessage(contentOf(number))),
      recall: async () => (await first.getMessages()).length,
      close: () => conversations.close(),
    };
  },
});
