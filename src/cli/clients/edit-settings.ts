import { isDeepStrictEqual } from 'node:util';

import { byteOrderMark, type ClientSettings, isObject, unusable } from './client-settings.ts';
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
  // A member that stands twice in the file is changed at its first place and read at its last.
  const { plain, env } = entry;
  if (contains(edited.get(place), plain) && contains(edited.get([...place, 'env']) ?? {}, env))
    return `${mark}${edited.text}`;
  throw unusable(
    `${JSON.stringify(file)} has \`${client.key}\` or ${JSON.stringify(entry.name)} twice; remove one of them first`,
  );
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
  const known = edited.get(['inputs']);
  for (const input of inputs)
    if (!Array.isArray(known) || !known.some((one) => isObject(one) && one['id'] === input.id))
      edited.add(['inputs'], input);
}
