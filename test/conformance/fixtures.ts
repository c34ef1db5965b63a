import {
  completable,
  createRequestStateCodec,
  McpServer,
  ProtocolError,
  ProtocolErrorCode,
  ResourceTemplate,
  type ServerContext,
} from '@modelcontextprotocol/server';
import * as z from 'zod';

import { addAskingFixtures } from './asking-fixtures.ts';

/** The smallest picture and sound that are valid. */
const png =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const wav = 'UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=';

/** Signs what a client has to hand back. */
const codec = createRequestStateCodec<string>({ key: 'a key of thirty-two bytes or more.' });

const text = (said: string) => ({ content: [{ type: 'text' as const, text: said }] });
const asked = (...content: readonly object[]) => ({
  messages: content.map((one) => ({ role: 'user', content: one })),
});

const said = (words: string) => ({ type: 'text', text: words });
const resource = (uri: string, mimeType: string, content: string) => ({
  type: 'resource',
  resource: { uri, mimeType, text: content },
});

/** A server with everything that the scenarios of the conformance suite name, in the place of the memory's own. */
export function makeFixtureServer(): McpServer {
  const server = new McpServer(
    { name: 'fixtures', version: '1.0.0' },
    {
      capabilities: {
        tools: { listChanged: false },
        prompts: { listChanged: false },
        resources: { listChanged: false, subscribe: true },
        logging: {},
        completions: {},
      },
      requestState: { verify: (state, context) => codec.verify(state, context) },
    },
  );
  addTools(server);
  addResources(server);
  addPrompts(server);
  addAskingFixtures(server, (state) => codec.mint(state));
  return server;
}

const pauseMs = 50;
const pause = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, pauseMs);
  });

function addTools(server: McpServer): void {
  const add = (name: string, run: (context: ServerContext) => unknown): void => {
    server.registerTool(
      name,
      { description: `Fixture ${name}` },
      async (context) => (await run(context)) as ReturnType<typeof text>, // the suite checks what it is
    );
  };
  const image = { type: 'image', data: png, mimeType: 'image/png' };
  add('test_simple_text', () => text('This is a simple text response for testing.'));
  add('test_image_content', () => ({ content: [image] }));
  add('test_audio_content', () => ({
    content: [{ type: 'audio', data: wav, mimeType: 'audio/wav' }],
  }));
  add('test_embedded_resource', () => ({
    content: [
      resource('test://embedded-resource', 'text/plain', 'This is an embedded resource content.'),
    ],
  }));
  add('test_multiple_content_types', () => ({
    content: [
      { type: 'text', text: 'Multiple content types test:' },
      image,
      resource('test://mixed-content-resource', 'application/json', '{"test":"data","value":123}'),
    ],
  }));
  add('test_error_handling', () => {
    throw new Error('This tool intentionally returns an error for testing');
  });
  add('test_tool_with_logging', async ({ mcpReq }) => {
    await mcpReq.log('info', 'Tool execution started');
    await pause();
    await mcpReq.log('info', 'Tool processing data');
    await pause();
    await mcpReq.log('info', 'Tool execution completed');
    return text('Logged');
  });
  add('test_logging_tool', async ({ mcpReq }) => {
    await mcpReq.log('info', 'Only for who asks for it');
    return text('Logged');
  });
  add('test_tool_with_progress', async ({ mcpReq }) => {
    const { _meta: { progressToken } = {} } = mcpReq;
    for (const progress of [0, 50, 100]) {
      if (progress > 0) await pause();
      if (progressToken !== undefined)
        await mcpReq.notify({
          method: 'notifications/progress',
          params: { progressToken, progress, total: 100 },
        });
    }
    return text('Done');
  });
}

function addResources(server: McpServer): void {
  const add = (name: string, mimeType: string, content: { text: string } | { blob: string }) => {
    const uri = `test://${name}`;
    server.registerResource(name, uri, { description: `Fixture ${name}`, mimeType }, () => ({
      contents: [{ uri, mimeType, ...content }],
    }));
  };
  add('static-text', 'text/plain', { text: 'This is the content of the static text resource.' });
  add('static-binary', 'image/png', { blob: png });
  add('watched-resource', 'text/plain', { text: 'This may change.' });
  const mimeType = 'application/json';
  server.registerResource(
    'template',
    new ResourceTemplate('test://template/{id}/data', { list: undefined }),
    { description: 'Fixture template', mimeType },
    (uri, { id }) => ({
      contents: [
        {
          uri: uri.href,
          mimeType,
          text: JSON.stringify({ id, templateTest: true, data: `Data for ID: ${String(id)}` }),
        },
      ],
    }),
  );
  for (const method of ['resources/subscribe', 'resources/unsubscribe'] as const)
    server.server.setRequestHandler(method, ({ params }) => {
      if (params.uri === 'test://watched-resource') return {};
      throw new ProtocolError(ProtocolErrorCode.InvalidParams, 'There is no such resource');
    });
}

function addPrompts(server: McpServer): void {
  const add = (name: string, shape: z.ZodRawShape, make: (given: Given) => readonly object[]) => {
    const argsSchema = z.object(shape);
    server.registerPrompt(
      name,
      { description: `Fixture ${name}`, argsSchema },
      (given) => asked(...make(given as Given)) as never, // the suite checks what it is
    );
  };
  add('test_simple_prompt', {}, () => [said('This is a simple prompt for testing.')]);
  add(
    'test_prompt_with_arguments',
    { arg1: completable(z.string(), (start) => completions(start)), arg2: z.string() },
    ({ arg1, arg2 }) => [said(`Prompt with arguments: arg1='${arg1}', arg2='${arg2}'`)],
  );
  add('test_prompt_with_embedded_resource', { resourceUri: z.string() }, ({ resourceUri: uri }) => [
    {
      type: 'resource',
      resource: { uri, mimeType: 'text/plain', text: 'Embedded resource content for testing.' },
    },
    said('Please process the embedded resource above.'),
  ]);
  add('test_prompt_with_image', {}, () => [
    { type: 'image', data: png, mimeType: 'image/png' },
    said('Please analyze the image above.'),
  ]);
}

type Given = Readonly<Record<string, string>>;

const completions = (start: string): string[] =>
  ['paris', 'park', 'party'].filter((word) => word.startsWith(start));
