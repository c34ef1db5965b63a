import type { SchemaStatus } from '../../engine/engine.ts';
import { exitCodes } from '../exit-code.ts';
import type { Answer, Invocation } from '../invocation.ts';
import { fieldLines } from '../text/memory-text.ts';

export async function applySchema({ makeAdapter, signal }: Invocation): Promise<Answer> {
  const adapter = await makeAdapter();
  return answer(await adapter.applySchema({ signal }));
}

export async function schemaStatus({ makeAdapter, signal }: Invocation): Promise<Answer> {
  const adapter = await makeAdapter();
  return answer(await adapter.schemaStatus({ signal }));
}

function answer(status: SchemaStatus): Answer {
  const { applied, problems } = status;
  return {
    json: status,
    text: (page) =>
      fieldLines(page, [
        ['version', versionText(status)],
        ['applied', applied],
        ['problems', problems],
        ['mend with', problems.length === 0 ? undefined : 'memos-graph schema apply'],
      ]),
    exitCode: problems.length === 0 ? exitCodes.ok : exitCodes.failed,
  };
}

/** The version that is applied, and whether it is the one this release needs. */
export function versionText({ version, wanted }: SchemaStatus): string {
  if (version === wanted) return `${version}, as this release needs`;
  return version === 0
    ? `none; this release needs ${wanted}`
    : `${version}; this release needs ${wanted}`;
}
