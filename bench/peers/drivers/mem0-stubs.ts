import { createHash } from 'node:crypto';

/** The models' answers that a memory of the benchmark would have, at once. */

interface Tool {
  readonly function: { readonly name: string };
}

interface Message {
  readonly content: unknown;
}

interface LanguageModel {
  invoke(messages: readonly Message[]): Promise<object>;
  bindTools(tools: readonly Tool[]): LanguageModel;
}

const pattern = /item(?<number>\d+): (?<person>Person \d+) chose (?<project>Project \d+)/g;

/** Answers as a model that calls the tool it is given. */
function callsTool(name: string): LanguageModel {
  return {
    bindTools: ([tool]) => callsTool(tool?.function.name ?? ''),
    invoke: async (messages) => {
      const text = messages.map(({ content }) => String(content)).join('\n');
      const {
        number = '0',
        person = '',
        project = '',
      } = [...text.matchAll(pattern)].at(-1)?.groups ?? {};
      const relationship = `chose_${number}`;
      const answers: Readonly<Record<string, object>> = {
        extract_entities: {
          entities: [
            { entity: person, entity_type: 'person' },
            { entity: project, entity_type: 'project' },
          ],
        },
        establish_relationships: {
          entities: [{ source: person, relationship, destination: project }],
        },
      };
      const args = answers[name];
      return { content: '', tool_calls: args === undefined ? [] : [{ name, args }] };
    },
  };
}

export const languageModel = callsTool('');

const dimensions = 384;
const made = new Map<string, readonly number[]>();

/** A vector for each text, the same one each time, in no relation to others. */
export function vectorOf(text: string): readonly number[] {
  const known = made.get(text);
  if (known !== undefined) return known;
  let state = createHash('sha256').update(text).digest().readUInt32LE();
  const vector = Array.from({ length: dimensions }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0; // Numerical Recipes' generator
    return state / 2 ** 31 - 1;
  });
  made.set(text, vector);
  return vector;
}

/** A vector store that keeps nothing and finds nothing: only the graph is measured. */
export const vectors = {
  addVectors: async () => {},
  similaritySearchVectorWithScore: async () => [],
};
