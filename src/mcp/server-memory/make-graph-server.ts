import {
  type CallToolResult,
  type ListToolsResult,
  McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';

import { KnowledgeGraph } from '../../memos/knowledge-graph.ts';
import type { MemOS } from '../../memos/memos.ts';
import { readFailure } from '../resources.ts';
import { type CallSettings, failed, runCall } from '../run-call.ts';
import { type GraphTool, graphTools } from './graph-tools.ts';

export interface GraphServerSettings extends CallSettings {
  readonly readOnly: boolean;
  readonly version: string;
}

const graphUri = 'memory://knowledge-graph';

const graphResource = {
  uri: graphUri,
  name: 'knowledge-graph',
  title: 'Knowledge Graph',
  description: 'The full knowledge graph with all entities and relations',
  mimeType: 'application/json',
};

interface Serving extends GraphServerSettings {
  readonly graph: KnowledgeGraph;
  readonly tools: ReadonlyMap<string, GraphTool>;
  /** Tells a client that asked for it that the graph has changed. */
  readonly changed: () => Promise<void>;
}

/** Makes a server that answers as the reference memory server does, over the knowledge graph of this space. */
export function makeGraphServer(memory: MemOS, settings: GraphServerSettings): McpServer {
  const server = new McpServer(
    { name: 'memos-graph', title: 'Memory', version: settings.version },
    {
      capabilities: {
        tools: { listChanged: true },
        resources: { listChanged: true, subscribe: true },
      },
    },
  );
  const tools = graphTools.filter(({ access }) => access === 'read' || !settings.readOnly);
  const graph = new KnowledgeGraph(memory.adapter);
  const changed = addSubscriptions(server);
  const serving = {
    ...settings,
    graph,
    changed,
    tools: new Map(tools.map((tool) => [tool.name, tool])),
  };
  server.server.setRequestHandler('tools/list', () => ({ tools: tools.map(listed) }));
  server.server.setRequestHandler('tools/call', ({ params }, context) =>
    call(serving, params, context),
  );
  addResource(server, serving);
  return server;
}

type ListedTool = ListToolsResult['tools'][number];

const hints = {
  create: { readOnlyHint: false, destructiveHint: false, idempotentHint: false },
  delete: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
  read: { readOnlyHint: true, destructiveHint: false, idempotentHint: true },
} as const;

const made = new WeakMap<GraphTool, ListedTool>();

/** Made once for each tool, not once for each server. */
function listed(tool: GraphTool): ListedTool {
  const { name, title, description, access, input, output } = tool;
  const known = made.get(tool);
  if (known !== undefined) return known;
  const shown = {
    name,
    title,
    description,
    inputSchema: schemaOf(input, 'input'),
    annotations: { ...hints[access], openWorldHint: false },
    execution: { taskSupport: 'forbidden' },
    outputSchema: schemaOf(output, 'output'),
  } as ListedTool; // the schema of an object has the type `object`
  made.set(tool, shown);
  return shown;
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Record<string, unknown> {
  return { ...z.toJSONSchema(schema, { target: 'draft-7', io }) };
}

interface Called {
  readonly name: string;
  readonly arguments?: Record<string, unknown> | undefined;
}

/** The numbers of JSON-RPC stand in these texts as the SDK of the reference server writes them. */
const refused = (sentence: string): string => `MCP error -32602: ${sentence}`;

async function call(
  serving: Serving,
  { name, arguments: given = {} }: Called,
  context: ServerContext,
): Promise<CallToolResult> {
  const tool = serving.tools.get(name);
  if (tool === undefined) return failed(refused(`Tool ${name} not found`));
  const answered = await runCall(serving, { tool: name, context }, async (limits) => {
    const input = tool.input.safeParse(given);
    if (!input.success) {
      const reason = `Invalid arguments for tool ${name}: ${complaint(input.error)}`;
      return failed(refused(`Input validation error: ${reason}`));
    }
    const { shown, structured } = await tool.run(serving.graph, input.data, limits);
    const text = typeof shown === 'string' ? shown : asText(shown);
    return { content: [{ type: 'text', text }], structuredContent: structured };
  });
  const result = answered as CallToolResult; // none of these tools asks back
  if (tool.access !== 'read' && result.isError !== true) await serving.changed();
  return result;
}

const asText = (value: unknown): string => JSON.stringify(value, null, 2);

const complaint = ({ issues }: z.ZodError): string =>
  issues
    .map(({ message, path }) => (path.length === 0 ? message : `${message} at ${placeOf(path)}`))
    .join('\n');

const placeOf = (path: readonly PropertyKey[]): string =>
  path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`))
    .join('')
    .replace(/^\./, '');

function addResource(server: McpServer, { graph, calls, log }: Serving): void {
  server.server.setRequestHandler('resources/list', () => ({ resources: [graphResource] }));
  server.server.setRequestHandler('resources/templates/list', () => ({ resourceTemplates: [] }));
  server.server.setRequestHandler('resources/read', async ({ params: { uri } }, context) => {
    if (uri !== graphUri)
      throw new ProtocolError(
        ProtocolErrorCode.InvalidParams,
        refused(`Resource ${uri} not found`),
      );
    const { signal } = context.mcpReq;
    try {
      const text = asText(await calls.run(() => graph.readGraph({ signal })));
      return { contents: [{ uri, mimeType: graphResource.mimeType, text }] };
    } catch (error) {
      throw readFailure(error, log);
    }
  });
}

/** Lets clients subscribe to the graph; answers what to call when it has changed. */
function addSubscriptions(server: McpServer): () => Promise<void> {
  const subscribed = new Set<string>();
  server.server.setRequestHandler('resources/subscribe', ({ params: { uri } }) => {
    subscribed.add(uri);
    return {};
  });
  server.server.setRequestHandler('resources/unsubscribe', ({ params: { uri } }) => {
    subscribed.delete(uri);
    return {};
  });
  return async () => {
    if (subscribed.has(graphUri)) await server.server.sendResourceUpdated({ uri: graphUri });
  };
}
