import { fileURLToPath } from 'node:url';

import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as OldStdioTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as OldHttpTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import {
  ElicitRequestSchema,
  ResourceUpdatedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';

import { program } from '../../cli/support/command-line.ts';
import type { Place } from './places.ts';

/** The client of the era of 2026 or of 2025, as a test needs it. */
export type Era = '2026' | '2025';
export const eras = ['2026', '2025'] as const;

export interface ToolResult {
  readonly content: readonly { readonly type: string; readonly text?: string }[];
  readonly structuredContent?: unknown;
  readonly isError?: boolean;
}

/** What both clients can do, in the same words. */
export interface TestClient extends AsyncDisposable {
  readonly protocolVersion: string | undefined;
  readonly pid: number | null;
  listTools(): Promise<{ readonly tools: readonly Readonly<Record<string, unknown>>[] }>;
  call(name: string, given?: Record<string, unknown>, signal?: AbortSignal): Promise<ToolResult>;
  readResource(uri: string): Promise<unknown>;
  listResources(): Promise<unknown>;
  listPrompts(): Promise<unknown>;
  getPrompt(name: string, given: Record<string, string>): Promise<unknown>;
}

export interface ClientOptions {
  readonly era?: Era;
  /** Answers what the server asks the user. Default: the client cannot ask. */
  readonly answer?: (question: string) => {
    action: 'accept' | 'decline';
    content?: { confirm: boolean };
  };
}

/** Only in the era of 2025 a client subscribes by a request of its own. */
export interface OldTestClient extends TestClient {
  subscribe(uri: string, changed: (uri: string) => void): Promise<void>;
  unsubscribe(uri: string): Promise<void>;
}

/** Starts `memos-graph mcp` and connects to it. */
export async function connectStdio(
  place: Place,
  flags: readonly string[],
  client: ClientOptions & { readonly era: '2025' },
): Promise<OldTestClient>;
export async function connectStdio(
  place: Place,
  flags?: readonly string[],
  client?: ClientOptions,
): Promise<TestClient>;
export async function connectStdio(
  { workplace, options, environment }: Place,
  flags: readonly string[] = [],
  client: ClientOptions = {},
): Promise<TestClient> {
  const server = {
    command: process.execPath,
    args: [...program(), 'mcp', ...options, ...flags],
    cwd: workplace.folder,
    env: { PATH: process.env['PATH'] ?? '', HOME: workplace.folder, ...environment },
    stderr: 'inherit' as const,
  };
  if (client.era === '2025') {
    const transport = new OldStdioTransport(server);
    return oldClient(transport, client, () => transport.pid);
  }
  const transport = new StdioClientTransport(server);
  return newClient(transport, client, () => transport.pid);
}

/** Starts the reference memory server, which keeps its graph in a file, and connects to it. */
export function connectReference(file: string): Promise<OldTestClient> {
  const script = import.meta.resolve('@modelcontextprotocol/server-memory/dist/index.js');
  const transport = new OldStdioTransport({
    command: process.execPath,
    args: [fileURLToPath(script)],
    env: { PATH: process.env['PATH'] ?? '', MEMORY_FILE_PATH: file },
    stderr: 'ignore',
  });
  return oldClient(transport, {}, () => transport.pid);
}

/** Connects to a server over HTTP. */
export async function connectHttp(
  url: string,
  token: string,
  client: ClientOptions = {},
): Promise<TestClient> {
  const requestInit = { headers: { authorization: `Bearer ${token}` } };
  const address = new URL(url);
  return client.era === '2025'
    ? oldClient(new OldHttpTransport(address, { requestInit }), client)
    : newClient(new StreamableHTTPClientTransport(address, { requestInit }), client);
}

type NewTransport = Parameters<Client['connect']>[0];
type OldTransport = Parameters<OldClient['connect']>[0];

const info = { name: 'test', version: '1.0.0' };
const noPid = (): null => null;

async function newClient(
  transport: NewTransport,
  { answer }: ClientOptions,
  pid: () => number | null = noPid,
): Promise<TestClient> {
  const capabilities = answer === undefined ? {} : { elicitation: { form: {} } };
  const client = new Client(info, { capabilities, versionNegotiation: { mode: 'auto' } });
  if (answer !== undefined)
    client.setRequestHandler('elicitation/create', ({ params }) => answer(params.message));
  await client.connect(transport);
  return {
    protocolVersion: client.getNegotiatedProtocolVersion(),
    get pid() {
      return pid();
    },
    listTools: () => client.listTools(),
    call: async (name, given = {}, signal) =>
      (await client.callTool(
        { name, arguments: given },
        signal === undefined ? {} : { signal },
      )) as ToolResult,
    readResource: (uri) => client.readResource({ uri }),
    listResources: async () => [await client.listResources(), await client.listResourceTemplates()],
    listPrompts: () => client.listPrompts(),
    getPrompt: (name, given) => client.getPrompt({ name, arguments: given }),
    [Symbol.asyncDispose]: () => client.close(),
  };
}

async function oldClient(
  transport: unknown,
  { answer }: ClientOptions,
  pid: () => number | null = noPid,
): Promise<OldTestClient> {
  const capabilities = answer === undefined ? {} : { elicitation: {} };
  const client = new OldClient(info, { capabilities });
  if (answer !== undefined)
    client.setRequestHandler(ElicitRequestSchema, ({ params }) => answer(params.message));
  await client.connect(transport as OldTransport); // its optional members differ in exactness
  return {
    protocolVersion: (transport as { protocolVersion?: string }).protocolVersion,
    get pid() {
      return pid();
    },
    listTools: () => client.listTools(),
    call: async (name, given = {}, signal) =>
      (await client.callTool(
        { name, arguments: given },
        undefined,
        signal === undefined ? {} : { signal },
      )) as ToolResult,
    readResource: (uri) => client.readResource({ uri }),
    listResources: async () => [await client.listResources(), await client.listResourceTemplates()],
    subscribe: async (uri, changed) => {
      client.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) =>
        changed(params.uri),
      );
      await client.subscribeResource({ uri });
    },
    unsubscribe: async (uri) => {
      await client.unsubscribeResource({ uri });
    },
    listPrompts: () => client.listPrompts(),
    getPrompt: (name, given) => client.getPrompt({ name, arguments: given }),
    [Symbol.asyncDispose]: () => client.close(),
  };
}
