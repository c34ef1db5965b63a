import { applyEdits, type Edit, type JSONVisitor, parse, visit } from 'jsonc-parser';

import { isSecretName, withoutSecrets, wordsWithoutSecrets } from '../without-secrets.ts';
import { byteOrderMark, isObject } from './client-settings.ts';
import type { McpClient } from './client.ts';
import type { ServerEntry } from './server-entry.ts';

type OnLiteral = NonNullable<JSONVisitor['onLiteralValue']>;
type JsonPath = readonly (string | number)[];

/** The text of a file as it may stand on a screen: of what is not ours no value that is a string, of ours no secret. */
export function shownSettings(client: McpClient, text: string, entry: ServerEntry): string {
  const content = text.startsWith(byteOrderMark) ? text.slice(1) : text;
  const root: unknown = parse(content);
  const shown = (value: string, path: JsonPath): string =>
    isOurs(root, path, { client, entry }) ? shownOfOurs(root, value, path) : '…';
  const edits: Edit[] = [];
  const replace = (offset: number, length: number, wanted: string) =>
    edits.push({ offset, length, content: wanted });
  visit(content, {
    onLiteralValue: (...[value, offset, length, , , pathOf]: Parameters<OnLiteral>) => {
      if (typeof value !== 'string') return;
      const wanted = shown(value, pathOf());
      if (wanted !== value) replace(offset, length, JSON.stringify(wanted));
    },
    // Servers that are commented out have passwords, too.
    onComment: (offset, length) => {
      const comment = content.slice(offset, offset + length);
      replace(offset, length, comment.replaceAll(/"(?:[^"\\\r\n]|\\.)*"/g, '"…"'));
    },
  });
  return applyEdits(content, edits);
}

interface Ours {
  readonly client: McpClient;
  readonly entry: ServerEntry;
}

function isOurs(root: unknown, [key, one = '']: JsonPath, { client, entry }: Ours): boolean {
  if (key === client.key) return one === entry.name;
  const input = key === 'inputs' ? at(root, [key, one]) : undefined;
  return isObject(input) && entry.inputs.some(({ id }) => id === input['id']);
}

/** A reference to a secret is none. */
function shownOfOurs(root: unknown, value: string, path: JsonPath): string {
  const last = path.at(-1);
  const list = typeof last === 'number' ? at(root, path.slice(0, -1)) : undefined;
  if (typeof last === 'number' && Array.isArray(list))
    return wordsWithoutSecrets(list.map(String))[last] ?? '…';
  const isSecret = isSecretName(String(last)) && !value.startsWith('${');
  return isSecret ? '…' : withoutSecrets(value);
}

function at(root: unknown, path: JsonPath): unknown {
  let value = root;
  for (const member of path)
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, member)
        ? (value as Readonly<Record<string | number, unknown>>)[member] // it has it
        : undefined;
  return value;
}
