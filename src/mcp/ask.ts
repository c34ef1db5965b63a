import {
  CLIENT_CAPABILITIES_META_KEY,
  type ClientCapabilities,
  inputRequired,
  type InputRequiredResult,
  inputResponse,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';

/**
 * Asks the person at the client; `cannot` where the client has no way to ask. The question is made only when it is asked, not
 * when its answer is there; without one there is nothing to ask, and the answer is yes.
 */
export type Ask = (question: () => Promise<string | undefined>) => Promise<'yes' | 'no' | 'cannot'>;

/** Not a failure: the call ends here, and is made again with what the person said. */
export class QuestionAsked extends Error {
  readonly result: InputRequiredResult;

  constructor(result: InputRequiredResult) {
    super('A question was asked');
    this.result = result;
  }
}

const key = 'confirmation';

const form = {
  type: 'object' as const,
  properties: { confirm: { type: 'boolean' as const, title: 'Yes, do it', default: false } },
  required: ['confirm'],
};

/** Asks with what both eras of the protocol have for it; the SDK turns one into the other. */
export function askThrough(server: McpServer, context: ServerContext): Ask {
  return async (question) => {
    const given = inputResponse(context.mcpReq.inputResponses, key);
    if (given.kind === 'elicit')
      return given.action === 'accept' && given.content?.['confirm'] === true ? 'yes' : 'no';
    if (!canAsk(server, context)) return 'cannot';
    const message = await question();
    if (message === undefined) return 'yes';
    const request = inputRequired.elicit({ message, requestedSchema: form });
    throw new QuestionAsked(inputRequired({ inputRequests: { [key]: request } }));
  };
}

/** A client says what it can with every request in the era of 2026, and once, when it connects, before. */
function canAsk({ server }: McpServer, { mcpReq }: ServerContext): boolean {
  const { envelope } = mcpReq;
  const capabilities =
    envelope === undefined
      ? server.getClientCapabilities()
      : (Reflect.get(envelope, CLIENT_CAPABILITIES_META_KEY) as ClientCapabilities | undefined); // the SDK has checked it
  return canFillForms(capabilities ?? {});
}

/** All that we ask is a form. An empty object means forms; one that names only other ways does not. */
export const canFillForms = ({ elicitation }: ClientCapabilities): boolean =>
  elicitation !== undefined &&
  (elicitation.form !== undefined || Object.keys(elicitation).length === 0);
