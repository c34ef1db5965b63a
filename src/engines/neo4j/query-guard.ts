import { QueryRefusedError } from '../../errors/query-errors.ts';
import { isOneStatement, namespacedCalls, queryWords } from './query-words.ts';

const longestQuery = 20_000;

/** Words that no read needs: they write, start another statement, look into the server, or reach out of it. */
const refusedWords: ReadonlySet<string> = new Set(
  [
    'create merge insert delete detach set remove foreach',
    'drop alter rename grant deny revoke enable deallocate reallocate',
    'show terminate transaction transactions database databases',
    'csv load use cypher explain profile periodic',
  ].flatMap((words) => words.split(' ')),
);

/** Functions that the server itself brings and that only calculate; those of plugins may run Cypher of their own or reach out. */
const calculating =
  /^(date|datetime|localdatetime|localtime|time|duration|point|vector)(\.[a-z_]+)+$/;

function guardFunctions(cypher: string): void {
  if (namespacedCalls(cypher).some((name) => !calculating.test(name)))
    throw new QueryRefusedError(
      'it calls a function that is not known to only calculate; allowed are those of Cypher itself, written without back-ticks',
    );
}

/**
 * The first stage of `queryGraph`: refuses a text by its words. It has to come before the plan, which does not show what hides in
 * a list comprehension, and it refuses escapes, because the server reads them before it reads words.
 */
export function guardQuery(cypher: string): void {
  if (cypher.length > longestQuery)
    throw new QueryRefusedError(`it is longer than ${longestQuery} characters`);
  if (/\\u/i.test(cypher))
    throw new QueryRefusedError(
      'it has a `\\u` escape; write the character itself, or pass it in `params`',
    );
  // Of these the server may make white space or nothing at all.
  if (/[\p{Cc}\p{Cf}\p{Cs}\p{Co}]/u.test(cypher.replaceAll(/[\t\n\r]/g, ' ')))
    throw new QueryRefusedError('it has an invisible character; pass such text in `params`');
  const words = queryWords(cypher);
  for (const { word, next } of words) {
    if (refusedWords.has(word))
      throw new QueryRefusedError(
        `${JSON.stringify(word)} is not allowed in it, because only reading is; as a name it needs back-ticks`,
      );
    if (word === 'call' && next !== '(' && next !== '{')
      throw new QueryRefusedError('procedures cannot be called; CALL is only for subqueries');
  }
  guardFunctions(cypher);
  if (!isOneStatement(cypher)) throw new QueryRefusedError('it has more than one statement');
}

/** Operators that only read the graph. A plan with any other is refused: a deny-list would miss those of the next release. */
const readingOperators: readonly RegExp[] = [
  /^(ProduceResults|Projection|Filter|Argument|EmptyRow|EmptyResult|Eager|CacheProperties|Optional)$/,
  /^(Apply|CartesianProduct|RollUpApply|ConditionalApply|AntiConditionalApply|SemiApply|AntiSemiApply)$/,
  /^(Let|SelectOr|LetSelectOr)(Anti)?SemiApply$/,
  /^(Optional)?Expand\((All|Into)\)$/,
  /^VarLengthExpand\((All|Into|Pruning|Pruning,BFS|Pruning,BFS,All|Pruning,BFS,Into)\)$/,
  /^(BFSPruningVarLengthExpand|PruningVarLengthExpand)\((All|Into|From)\)$/,
  /^(AllNodesScan|NodeByLabelScan|NodeByIdSeek|NodeByElementIdSeek|DynamicLabelNodeLookup)$/,
  /^(Intersection|Union|Subtraction)NodeByLabelsScan$/,
  /^Node(Unique)?Index(Seek|SeekByRange|Scan|ContainsScan|EndsWithScan)$/,
  /^MultiNodeIndexSeek$/,
  /^(Directed|Undirected)(All)?Relationships?(Unique)?(Index)?(TypeScan|Scan|Seek|SeekByRange|ContainsScan|EndsWithScan)$/,
  /^(Directed|Undirected)(Union)?RelationshipTypesScan$/,
  /^(Directed|Undirected)RelationshipBy(Element)?IdSeek$/,
  /^(Node|Relationship)CountFromCountStore$/,
  /^(Distinct|OrderedDistinct|EagerAggregation|OrderedAggregation|Union|OrderedUnion|Unwind)$/,
  /^(Limit|ExhaustiveLimit|Skip|Sort|PartialSort|Top|PartialTop|Top1WithTies|PartialTop1WithTies)$/,
  /^(NodeHashJoin|ValueHashJoin|LeftOuterHashJoin|RightOuterHashJoin|NodeLeftOuterHashJoin|NodeRightOuterHashJoin)$/,
  /^(TriadicSelection|TriadicBuild|TriadicFilter|AssertSameNode|AssertSameRelationship)$/,
  /^(ShortestPath|AllShortestPaths|StatefulShortestPath\((All|Into)(, Trail)?\)|StatefulShortestPath)$/,
  /^(Repeat|RepeatOptions|BidirectionalRepeat|Trail|BidirectionalTrail)(\((Trail|Walk|Acyclic)\))?$/,
];

/** A plan as EXPLAIN gives it. */
export interface QueryPlan {
  readonly operatorType: string;
  readonly children: readonly QueryPlan[];
}

/** The second stage: refuses a text by what the server would do. */
export function guardPlan(queryType: string, plan: QueryPlan | undefined): void {
  if (queryType !== 'r' || plan === undefined)
    throw new QueryRefusedError('the database does not plan it as a read');
  const foreign = operatorsOf(plan).find(
    (operator) => !readingOperators.some((pattern) => pattern.test(operator)),
  );
  if (foreign !== undefined)
    throw new QueryRefusedError(
      `its plan has the step ${foreign}, which is not known to only read`,
    );
}

const operatorsOf = ({ operatorType, children }: QueryPlan): readonly string[] => [
  operatorType.replace(/@.*$/, ''),
  ...children.flatMap((child) => operatorsOf(child)),
];
