import { isDeepStrictEqual } from 'node:util';

import {
  byteOrderMark,
  type ClientSettings,
  isObject,
  parsedAs,
  unusable,
} from './client-settings.ts';
import type { McpClient } from './client.ts';
import { EditedJson } from './edited-json.ts';
import { passwordNames, type ServerEntry } from './server-entry.ts';

/** The text of the file with a server in it, new or in the place of its older self. */
export function withServer(
  client: McpClient,
  { file, text = '' }: ClientSettings,
  entry: ServerEntry,
): string {
  const mark = text.startsWith(byteOrderMark) ? byteOrderMark : '';
  const content = text.slice(mark.length);
  const edited = new EditedJson(content.trim() === '' ? '{}\n' : content);
  const place = [client.key, entry.name];
  putEntry(edited, place, entry);
  if (parsedAs(client, edited.text).first !== undefined)
    throw unusable(
      `Cannot add to ${JSON.stringify(file)} as it is written; nothing was changed: format the file in your editor first`,
    );
  // A member that stands twice in the file is changed at its first place and read at its last.
  const { plain, env, inputs } = entry;
  if (
    contains(edited.get(place), plain) &&
    contains(edited.get([...place, 'env']) ?? {}, env) &&
    inputs.every((input) => hasInput(edited, input.id))
  )
    return `${mark}${edited.text}`;
  throw unusable(
    `${JSON.stringify(file)} has \`${client.key}\`, ${inputs.length === 0 ? '' : '`inputs`, '}${JSON.stringify(entry.name)} or a member of it twice; remove one of them first`,
  );
}

function hasInput(edited: EditedJson, id: string): boolean {
  const known = edited.get(['inputs']);
  return Array.isArray(known) && known.some((one) => isObject(one) && one['id'] === id);
}

const contains = (whole: unknown, part: object): boolean =>
  isObject(whole) && isDeepStrictEqual({ ...whole, ...part }, { ...whole });

/** What somebody added to the entry by hand is kept. */
function putEntry(
  edited: EditedJson,
  place: readonly string[],
  { plain, env, inputs }: ServerEntry,
): void {
  if (edited.get(place) === undefined)
    edited.set(place, Object.keys(env).length === 0 ? plain : { ...plain, env });
  for (const [member, value] of Object.entries(plain)) edited.set([...place, member], value);
  for (const member of passwordNames)
    if (env[member] === undefined) edited.remove([...place, 'env', member]);
  for (const [member, value] of Object.entries(env)) edited.set([...place, 'env', member], value);
  for (const input of inputs) if (!hasInput(edited, input.id)) edited.add(['inputs'], input);
}
