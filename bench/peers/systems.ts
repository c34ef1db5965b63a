/** One system of the comparison. */
export interface System {
  /** Its name on the command line. */
  readonly name: string;
  readonly title: string;
  /** What its two calls are called; a recall without a name is another system's and not shown again. */
  readonly calls: { readonly remember: string; readonly recall?: string };
  /** The file in `drivers/`, and what it is told beside the folder of the packages. */
  readonly driver: string;
  readonly manner?: string;
  /** Packages to be installed; none for what is here already. */
  readonly packages?: Packages;
  /** Measured on one database, call by call in turn, with the systems of the same group. */
  readonly group?: string;
}

export interface Packages {
  readonly manager: 'pip' | 'npm';
  /** By exact version: what is compared, and what must not move beneath it. */
  readonly versions: Readonly<Record<string, string>>;
  /** npm: it imports its peer dependencies whether it uses them or not. */
  readonly needsPeers?: true;
}

/** In the order of the table. */
export const systems: readonly System[] = [
  {
    name: 'memos-graph',
    title: 'memos-graph',
    calls: { remember: 'remember', recall: 'recall' },
    driver: 'ours.ts',
    group: 'here',
  },
  {
    name: 'by-hand',
    title: 'neo4j-driver by hand',
    calls: { remember: '1 auto-commit statement', recall: 'full text, 1 statement' },
    driver: 'by-hand.ts',
    manner: 'auto-commit',
    group: 'here',
  },
  {
    name: 'by-hand-managed',
    title: 'neo4j-driver by hand',
    calls: { remember: '1 statement in executeWrite' },
    driver: 'by-hand.ts',
    manner: 'managed',
  },
  {
    name: 'by-hand-steps',
    title: 'neo4j-driver by hand',
    calls: { remember: 'a session for each of 5 steps' },
    driver: 'by-hand.ts',
    manner: 'steps',
  },
  {
    name: 'mcp-neo4j-memory',
    title: 'mcp-neo4j-memory',
    calls: { remember: 'create_entities, create_relations', recall: 'search_memories' },
    driver: 'mcp_memory.py',
    packages: {
      manager: 'pip',
      versions: { 'mcp-neo4j-memory': '0.4.5', fastmcp: '2.14.7', neo4j: '6.4.1' },
    },
  },
  {
    name: 'graphiti',
    title: 'graphiti-core',
    calls: { remember: 'add_episode', recall: 'search' },
    driver: 'graphiti.py',
    packages: {
      manager: 'pip',
      versions: { 'graphiti-core': '0.31.1', openai: '2.54.0', neo4j: '6.4.1' },
    },
  },
  {
    name: 'mem0',
    title: 'mem0ai',
    calls: { remember: 'add, graph only', recall: 'search, graph only' },
    driver: 'mem0.ts',
    packages: {
      manager: 'npm',
      versions: { mem0ai: '2.4.6', 'neo4j-driver': '5.28.3' },
      needsPeers: true,
    },
  },
  {
    name: 'neo4j-agent-memory',
    title: 'neo4j-agent-memory',
    calls: { remember: 'add_message, 2 mentions', recall: 'search_messages' },
    driver: 'agent_memory.py',
    packages: { manager: 'pip', versions: { 'neo4j-agent-memory': '0.8.0', neo4j: '6.4.1' } },
  },
  {
    name: 'memento',
    title: '@gannonh/memento-mcp',
    calls: { remember: 'create_entities, create_relations', recall: 'search_nodes' },
    driver: 'memento.ts',
    packages: {
      manager: 'npm',
      versions: { '@gannonh/memento-mcp': '0.3.9', 'neo4j-driver': '5.28.3' },
    },
  },
  {
    name: 'langchain-py',
    title: 'langchain-neo4j',
    calls: { remember: 'add_message, no entities', recall: 'messages of a conversation' },
    driver: 'langchain_history.py',
    packages: { manager: 'pip', versions: { 'langchain-neo4j': '0.11.0', neo4j: '6.4.1' } },
  },
  {
    name: 'langchain-js',
    title: '@langchain/community',
    calls: { remember: 'addMessage, no entities', recall: 'messages of a conversation' },
    driver: 'langchain-community.ts',
    packages: {
      manager: 'npm',
      versions: {
        '@langchain/community': '1.1.29',
        '@langchain/core': '1.4.0',
        'neo4j-driver': '6.3.0',
      },
    },
  },
];
