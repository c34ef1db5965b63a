import type { McpServer } from '@modelcontextprotocol/server';
import * as z from 'zod';

interface PromptSettings {
  readonly readOnly: boolean;
}

const asked = (text: string) => ({
  messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }],
});

/** Adds what a person can choose at the client; what is typed there stands in quotes, apart from what is asked. */
export function addPrompts(server: McpServer, { readOnly }: PromptSettings): void {
  if (!readOnly) {
    server.registerPrompt(
      'remember_this',
      {
        description: 'Store a text as memories',
        argsSchema: z.object({ text: z.string().describe('What is to be remembered') }),
      },
      ({ text }) =>
        asked(
          `Store what matters in the following text with memory_remember: one call for each note, decision, commitment or pattern, naming in \`entities\` everybody and everything it is about. Look with memory_recall first for what it may replace, and say that with \`supersedes\`. Then tell me in one line each what you stored.\n\n${quoted(text)}`,
        ),
    );
  }
  server.registerPrompt(
    'reflect_on',
    {
      description: 'Look over what is remembered, and say what needs attention',
      argsSchema: z.object({
        topic: z.string().optional().describe('Only about this person or thing'),
      }),
    },
    ({ topic }) =>
      asked(
        topic === undefined || topic === ''
          ? 'Call memory_reflect, then tell me what needs attention, the most urgent first, with the memories that show it.'
          : `Call memory_reflect with the following topic and memory_entity with the same name, then tell me what needs attention, the most urgent first, with the memories that show it.\n\n${quoted(topic)}`,
      ),
  );
  server.registerPrompt(
    'what_do_you_know_about',
    {
      description: 'Tell everything that is known about a person, project or thing',
      argsSchema: z.object({ name: z.string().describe('Who or what') }),
    },
    ({ name }) =>
      asked(
        `Call memory_entity and memory_recall for the following name, then tell me what is known, what was decided and promised, and what is uncertain. Say so when nothing is known.\n\n${quoted(name)}`,
      ),
  );
}

const quoted = (text: string): string =>
  `<text>\n${text.replaceAll('</text>', '<\\/text>')}\n</text>`;
