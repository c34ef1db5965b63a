import {
  acceptedContent,
  CLIENT_CAPABILITIES_META_KEY,
  type InputRequests,
  inputRequired,
  inputResponse,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';

type Mint = (state: string) => string | Promise<string>;

const text = (said: string) => ({ content: [{ type: 'text' as const, text: said }] });

/** What a tool answers, or what it has to ask first. */
type Answer = ReturnType<typeof text> | ReturnType<typeof inputRequired>;

const form = (message: string, properties: object, required: readonly string[] = []) =>
  inputRequired.elicit({
    message,
    requestedSchema: { type: 'object', properties, required: [...required] } as never, // the suite checks it
  });

const sampling = (words: string, maxTokens: number) =>
  inputRequired.createMessage({
    messages: [{ role: 'user', content: { type: 'text', text: words } }],
    maxTokens,
  });

const name = form('What is your name?', { name: { type: 'string' } }, ['name']);
const confirm = form('Please confirm', { ok: { type: 'boolean' } }, ['ok']);

/** What the fixtures ask, by the name of the tool that is done when all of it is answered. */
const questions: Readonly<Record<string, InputRequests>> = {
  test_input_required_result_elicitation: { user_name: name },
  test_input_required_result_sampling: {
    capital_question: sampling('What is the capital of France?', 100),
  },
  test_input_required_result_list_roots: { client_roots: inputRequired.listRoots() },
  test_missing_capability: { capital_question: sampling('What is missing?', 100) },
  test_streaming_elicitation: { user_name: name },
  ...questionsOf2025(),
};

/** What a client of 2025 is asked by the server, within its session. */
function questionsOf2025(): Readonly<Record<string, InputRequests>> {
  const words = { type: 'string' };
  const options = ['option1', 'option2', 'option3'];
  const titled = options.map((option) => ({ const: option, title: `The title of ${option}` }));
  return {
    test_sampling: { said: sampling('Say something', 100) },
    test_elicitation: {
      user: form('Who are you?', { username: words, email: words }, ['username', 'email']),
    },
    test_elicitation_sep1034_defaults: {
      filled: form('Is this right?', {
        name: { type: 'string', default: 'John Doe' },
        age: { type: 'integer', default: 30 },
        score: { type: 'number', default: 95.5 },
        status: { type: 'string', enum: ['active', 'inactive', 'pending'], default: 'active' },
        verified: { type: 'boolean', default: true },
      }),
    },
    test_elicitation_sep1330_enums: {
      chosen: form('Which?', {
        untitledSingle: { type: 'string', enum: options },
        titledSingle: { type: 'string', oneOf: titled },
        legacyEnum: { type: 'string', enum: options, enumNames: ['One', 'Two', 'Three'] },
        untitledMulti: { type: 'array', items: { type: 'string', enum: options } },
        titledMulti: { type: 'array', items: { anyOf: titled } },
      }),
    },
  };
}

/** Tools and a prompt that ask the client, which answers with the next request. */
export function addAskingFixtures(server: McpServer, mint: Mint): void {
  const add = (tool: string, run: (context: ServerContext) => Answer | Promise<Answer>): void => {
    server.registerTool(tool, { description: `Fixture ${tool}` }, async (context) => run(context));
  };
  for (const [tool, inputRequests] of Object.entries(questions))
    add(tool, (context) =>
      isAnswered(context, inputRequests) ? text(told(context)) : inputRequired({ inputRequests }),
    );
  const stated = (tool: string, inputRequests: InputRequests): void =>
    add(tool, async (context) =>
      context.mcpReq.requestState() === tool && isAnswered(context, inputRequests)
        ? text(`state-ok: ${told(context)}`)
        : inputRequired({ inputRequests, requestState: await mint(tool) }),
    );
  stated('test_input_required_result_request_state', { confirm });
  stated('test_input_required_result_tampered_state', { confirm });
  stated('test_input_required_result_multiple_inputs', {
    user_name: name,
    greeting: sampling('Generate a greeting', 50),
    client_roots: inputRequired.listRoots(),
  });
  add('test_input_required_result_multi_round', (context) => severalRounds(context, mint));
  add('test_input_required_result_capabilities', (context) => onlyWhatIsDeclared(context));
  addAskingPrompt(server);
}

const isAnswered = ({ mcpReq }: ServerContext, asked: InputRequests): boolean =>
  Object.keys(asked).every((key) => {
    const given = inputResponse(mcpReq.inputResponses, key);
    return given.kind !== 'missing' && (given.kind !== 'elicit' || given.action === 'accept');
  });

const told = ({ mcpReq }: ServerContext): string => JSON.stringify(mcpReq.inputResponses);

async function severalRounds({ mcpReq }: ServerContext, mint: Mint): Promise<Answer> {
  const round = mcpReq.requestState<string>();
  if (round === '2' && acceptedContent(mcpReq.inputResponses, 'step2') !== undefined)
    return text('Both steps are done');
  const isSecond = round === '1' && acceptedContent(mcpReq.inputResponses, 'step1') !== undefined;
  return isSecond
    ? inputRequired({
        inputRequests: {
          step2: form('Step 2: What is your favorite color?', { color: { type: 'string' } }, [
            'color',
          ]),
        },
        requestState: await mint('2'),
      })
    : inputRequired({
        inputRequests: {
          step1: form('Step 1: What is your name?', { name: { type: 'string' } }, ['name']),
        },
        requestState: await mint('1'),
      });
}

function onlyWhatIsDeclared({ mcpReq }: ServerContext): Answer {
  const { envelope = {} } = mcpReq;
  const declared = Object.keys(
    Object(Reflect.get(envelope, CLIENT_CAPABILITIES_META_KEY)) as object,
  );
  const inputRequests: InputRequests = {
    ...(declared.includes('sampling') ? { greeting: sampling('Generate a greeting', 50) } : {}),
    ...(declared.includes('elicitation') ? { user_name: name } : {}),
  };
  const isDone = mcpReq.inputResponses !== undefined || Object.keys(inputRequests).length === 0;
  return isDone ? text('Done') : inputRequired({ inputRequests });
}

function addAskingPrompt(server: McpServer): void {
  const inputRequests = {
    user_context: form('What context should the prompt use?', { context: { type: 'string' } }, [
      'context',
    ]),
  };
  server.registerPrompt(
    'test_input_required_result_prompt',
    { description: 'Fixture that asks' },
    (context) =>
      isAnswered(context, inputRequests)
        ? { messages: [{ role: 'user', content: { type: 'text', text: told(context) } }] }
        : inputRequired({ inputRequests }),
  );
}
