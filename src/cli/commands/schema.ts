import type { SchemaStatus } from '../../engine/engine.ts';
import { exitCodes } from '../exit-code.ts';
import type { Answer, GlobalOptions, Invocation } from '../invocation.ts';
import { fieldLines } from '../text/memory-text.ts';

export async function applySchema({ makeAdapter, options, signal }: Invocation): Promise<Answer> {
  const adapter = await makeAdapter();
  return answer(await adapter.applySchema({ signal }), options);
}

export async function schemaStatus({ makeAdapter, options, signal }: Invocation): Promise<Answer> {
  const adapter = await makeAdapter();
  return answer(await adapter.schemaStatus({ signal }), options);
}

function answer(status: SchemaStatus, options: GlobalOptions): Answer {
  const { applied, problems } = status;
  return {
    json: status,
    text: (page) =>
      fieldLines(page, [
        ['version', versionText(status)],
        ['applied', applied],
        ['problems', problems],
        ['mend with', problems.length === 0 ? undefined : schemaApply(options)],
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

/** The command that mends a schema, for the memory that was asked about. */
export function schemaApply({ url, database }: GlobalOptions): string {
  const given = [
    ...(url === undefined ? [] : ['--url', url]),
    ...(database === undefined ? [] : ['--database', database]),
  ];
  return ['memos-graph schema apply', ...given].join(' ');
}
