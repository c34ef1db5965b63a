import { expect, it } from 'vitest';

import { type PlanOperator, planProblems } from './plan-problems.ts';

const operator = (
  operatorType: string,
  details = '',
  ...children: readonly PlanOperator[]
): PlanOperator => ({
  operatorType: `${operatorType}@neo4j`,
  arguments: { Details: details },
  children,
});

const key = operator(
  'NodeUniqueIndexSeek(Locking)',
  'UNIQUE n:X(space, id) WHERE space = $p AND id = $p',
);

it.each([
  'AllNodesScan',
  'NodeByLabelScan',
  'UnionNodeByLabelsScan',
  'NodeIndexScan',
  'DirectedAllRelationshipsScan',
  'UndirectedAllRelationshipsScan',
  'DirectedRelationshipTypeScan',
  'UndirectedUnionRelationshipTypesScan',
  'DirectedRelationshipIndexScan',
])('notices %s', (scan) => {
  expect(
    planProblems(operator('ProduceResults', '', operator('Apply', '', key, operator(scan)))),
  ).toHaveLength(1);
});

it('notices a product of more than keys', () => {
  const seek = operator(
    'NodeIndexSeek',
    'RANGE INDEX n:X(space, kind) WHERE space = $p AND kind = $p',
  );
  expect(planProblems(operator('CartesianProduct', '', key, seek))).toHaveLength(1);
  expect(planProblems(operator('CartesianProduct', '', key, key))).toEqual([]);
});

it('notices the sorting of a whole space', () => {
  const whole = operator(
    'NodeIndexSeek',
    'RANGE INDEX n:X(space, at) WHERE space = $p AND at >= $q',
  );
  const range = operator(
    'NodeIndexSeek',
    'RANGE INDEX n:X(space, at) WHERE space = $p AND at < $q',
  );
  expect(planProblems(operator('Top', '', operator('Filter', '', whole)))).toHaveLength(1);
  expect(planProblems(operator('Sort', '', whole))).toHaveLength(1);
  const applied = operator('Apply', '', operator('Argument'), whole);
  expect(planProblems(operator('Top', '', applied))).toHaveLength(1);
  const limited = operator('Apply', '', operator('Argument'), operator('Limit', '', whole));
  expect(planProblems(operator('Top', '', limited))).toEqual([]);
  expect(planProblems(operator('Top', '', range))).toEqual([]);
  expect(planProblems(operator('Limit', '', whole))).toEqual([]);
});
