/** An operator of a plan, as EXPLAIN answers it. */
export interface PlanOperator {
  readonly operatorType: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly children: readonly PlanOperator[];
}

/** Operators whose work grows with the whole store. */
const scans: readonly RegExp[] = [
  /^AllNodesScan/,
  /NodeByLabels?Scan/,
  /NodeByLabelScan/,
  /^NodeIndexScan/,
  /RelationshipIndexScan/,
  /RelationshipTypes?Scan/,
  /AllRelationshipsScan/,
];

/** What must not be in the plan of a statement, in words; empty when it is as it should be. */
export function planProblems(plan: PlanOperator): readonly string[] {
  return operatorsOf(plan).flatMap((operator) => [
    ...scanProblems(operator),
    ...productProblems(operator),
    ...sortProblems(operator),
  ]);
}

/** The name without the engine and without variants such as `(Locking)`. */
const nameOf = ({ operatorType }: PlanOperator): string => operatorType.replace(/@.*$/, '');

const detailsOf = (operator: PlanOperator): string => {
  const details = operator.arguments['Details'];
  return typeof details === 'string' ? details : '';
};

const operatorsOf = (plan: PlanOperator): readonly PlanOperator[] => [
  plan,
  ...plan.children.flatMap((child) => operatorsOf(child)),
];

function scanProblems(operator: PlanOperator): readonly string[] {
  const name = nameOf(operator);
  return scans.some((scan) => scan.test(name)) ? [`${name}: ${detailsOf(operator)}`] : [];
}

/** A product of rows that are each found by a key, or counted together into one, is one row. */
function productProblems(operator: PlanOperator): readonly string[] {
  if (!nameOf(operator).startsWith('CartesianProduct')) return [];
  const isOfOneRow = operator.children.every(
    (child) => isAggregate(child) || operatorsOf(child).every((inner) => isKey(inner)),
  );
  return isOfOneRow ? [] : ['CartesianProduct of more than seeks of a key'];
}

const isKey = (operator: PlanOperator): boolean =>
  /^(NodeUniqueIndexSeek|CartesianProduct|Argument|Optional|Apply)/.test(nameOf(operator));

const isAggregate = (operator: PlanOperator): boolean =>
  nameOf(operator) === 'EagerAggregation' &&
  /^(collect|collect_distinct|count)\(/.test(detailsOf(operator));

/** Sorting what a seek on the space alone finds is sorting the whole space. */
function sortProblems(operator: PlanOperator): readonly string[] {
  if (!/^(Partial)?(Top|Sort)/.test(nameOf(operator))) return [];
  return operator.children
    .flatMap((child) => sourcesOf(child))
    .filter((source) => /IndexSeek/.test(nameOf(source)) && isOfWholeSpace(detailsOf(source)))
    .map((source) => `${nameOf(operator)} over ${detailsOf(source)}`);
}

/** What the rows come from; behind a limit there are few, and an aggregation without groups makes one. */
function sourcesOf(operator: PlanOperator): readonly PlanOperator[] {
  if (operator.children.length === 0) return [operator];
  if (/^(Limit|(Partial)?Top)$/.test(nameOf(operator)) || isAggregate(operator)) return [];
  return operator.children.flatMap((child) => sourcesOf(child));
}

/** Bound by the space, and by nothing else that has an end. */
function isOfWholeSpace(details: string): boolean {
  const [, predicates = ''] = details.split(' WHERE ');
  const bounds = predicates.split(' AND ').filter((predicate) => / (=|<|<=|IN) /.test(predicate));
  return bounds.length <= 1 && /\bspace = /.test(predicates);
}
