import type { ListInput } from '../../engine/reads.ts';
import { memoryStatuses } from '../../model/kind.ts';
import { afterEveryKey, filterParameters, justAfter } from './memory-filter.ts';
import { type ParameterMap, WholeNumber } from './parameter.ts';
import type { StatementCall } from './statement-runner.ts';
import * as statements from './statements/list-statements.ts';
import type { Statement } from './statements/statement.ts';

/** The statement that lists memories as they are asked for: each walks an index that has their order. */
export function listCall(input: ListInput): StatementCall {
  const parameters = {
    space: input.space,
    ...filterParameters(input),
    limit: new WholeNumber(input.limit),
  };
  if (input.order === 'due')
    return {
      statement: statements.listDue,
      parameters: { ...parameters, ...dueParameters(input) },
    };
  return {
    statement: input.order === 'newest' ? newest(input) : oldest(input),
    parameters: { ...parameters, ...keyRange(input), status: input.status ?? null },
  };
}

function newest({ entities, status }: ListInput): Statement {
  if (entities !== undefined) return statements.listNewestOfEntities;
  return status === undefined ? statements.listNewest : statements.listNewestOfStatus;
}

function oldest({ entities, status }: ListInput): Statement {
  if (entities !== undefined) return statements.listOldestOfEntities;
  return status === undefined ? statements.listOldest : statements.listOldestOfStatus;
}

/** From where to where in the order of keys; the page after a key begins just behind it. */
function keyRange({ order, since = '', until = afterEveryKey, after }: ListInput): ParameterMap {
  if (after === undefined) return { from: since, until };
  if (order === 'newest') return { from: since, until: after < until ? after : until };
  const next = justAfter(after);
  return { from: next > since ? next : since, until };
}

function dueParameters({ status, after }: ListInput): ParameterMap {
  return {
    statuses: status === undefined ? memoryStatuses : [status],
    dueFrom: after === undefined ? '' : justAfter(after),
    dueUntil: afterEveryKey,
  };
}
