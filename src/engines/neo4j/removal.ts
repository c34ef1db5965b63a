import type { CallLimits, Costed } from '../../engine/engine.ts';
import type { Removal, RemovalReport, RemovalSelector } from '../../engine/removal.ts';
import { type ParameterMap, WholeNumber } from './parameter.ts';
import type { StatementRunner } from './statement-runner.ts';
import { removals } from './statements/removal-statements.ts';

/** A step may remove ten thousand nodes, in milliseconds. */
const removalTimeoutMs = 60_000;

const nothing: RemovalReport = { nodes: [], links: [], restored: [], more: false };

/** Carries out one step of forgetting in one statement, or only reports it. */
export async function removeNodes(
  runner: StatementRunner,
  { space, selector, limit, dryRun }: Removal,
  limits: CallLimits,
): Promise<Costed<RemovalReport>> {
  const statement = removals[selector.by][dryRun ? 'preview' : 'remove'];
  const parameters = {
    space,
    ...selected(selector),
    limit: new WholeNumber(limit),
    oneMore: new WholeNumber(limit + 1),
  };
  const call = { statement, parameters, timeoutMs: removalTimeoutMs };
  const { rows, receipt } = await runner.run(call, limits);
  const report = rows[0] as unknown as RemovalReport | undefined; // what the removal statements return
  return { value: report ?? nothing, receipt };
}

function selected(selector: RemovalSelector): ParameterMap {
  switch (selector.by) {
    case 'ids':
      return { ids: selector.ids };
    case 'entity':
      return { id: selector.id };
    case 'before':
      return { before: selector.before };
    case 'space':
      return {};
    default:
      return selector satisfies never;
  }
}
