import { describe, expect, it } from 'vitest';

import { QueryRefusedError } from '../../errors/query-errors.ts';
import { guardPlan, guardQuery } from './query-guard.ts';

const bad: readonly string[] = [
  'CREATE (n)',
  'MATCH (n) SET n.x = 1',
  'match (n) set n.x = 1',
  'MATCH (n) REMOVE n.x',
  'MATCH (n) DELETE n',
  'MATCH (n) DETACH DELETE n',
  'MERGE (n:X)',
  'INSERT (n:X)',
  'FOREACH (x IN [1] | CREATE (n))',
  'CALL { CREATE (n) RETURN n } RETURN n',
  'MATCH (n) RETURN n UNION CREATE (n) RETURN n',
  'CREATE INDEX x FOR (n:X) ON (n.x)',
  'DROP INDEX x',
  'CREATE USER x SET PASSWORD "y"',
  'ALTER CURRENT USER SET PASSWORD FROM "a" TO "b"',
  'GRANT ROLE x TO y',
  'DENY READ {*} ON GRAPH x TO y',
  'REVOKE ROLE x FROM y',
  'RENAME USER x TO y',
  'STOP DATABASE x',
  'ENABLE SERVER "x"',
  'CALL { MATCH (n) RETURN n } IN TRANSACTIONS RETURN n',
  'CALL db.createLabel("X")',
  'CALL dbms.listConfig',
  'CALL dbms.listConfig()',
  'CALL `dbms`.`listConfig`()',
  'CALL db . stats . clear("QUERIES")',
  'CALL /* x */ dbms.killConnections(["x"])',
  "LOAD CSV FROM 'file:///etc/passwd' AS l RETURN l",
  "load csv from 'http://x' as l return l",
  "LOAD/**/CSV FROM 'http://x' AS l RETURN l",
  "LOAD // x\nCSV FROM 'http://x' AS l RETURN l",
  "LOAD\u00a0CSV FROM 'http://x' AS l RETURN l",
  "LOAD \\u0043SV FROM 'http://x' AS l RETURN l",
  "\\u004cOAD CSV FROM 'http://x' AS l RETURN l",
  '\\u0043ALL dbms.listConfig()',
  "RETURN 'a\\u0027 AS x UNION LOAD CSV FROM 'http://x' AS x RETURN x //'",
  "RETURN [x IN [1] | COUNT { LOAD CSV FROM 'http://x' AS l RETURN l }]",
  "RETURN CASE WHEN EXISTS { LOAD CSV FROM 'http://x' AS l RETURN l } THEN 1 END",
  "RETURN reduce(a = 0, x IN [1] | a + size(COLLECT { LOAD CSV FROM 'http://x' AS l RETURN l }))",
  "RETURN any(x IN [1] WHERE EXISTS { LOAD CSV FROM 'http://x' AS l RETURN l })",
  "RETURN [x IN [1] | COLLECT { CALL db.stats.clear('QUERIES') YIELD section RETURN section }]",
  'SHOW TRANSACTIONS',
  'SHOW SETTINGS YIELD name RETURN name',
  'SHOW USERS',
  'SHOW DATABASES',
  'SHOW PROCEDURES',
  'TERMINATE TRANSACTIONS "x"',
  'CALL () { SHOW TRANSACTIONS YIELD transactionId RETURN transactionId } RETURN transactionId',
  'MATCH (n) CALL () { TERMINATE TRANSACTIONS "x" YIELD message RETURN message } RETURN n',
  'SHOW INDEXES NEXT MATCH (n) RETURN n',
  "WHEN true THEN { LOAD CSV FROM 'http://x' AS l RETURN l }",
  'USE system MATCH (n) RETURN n',
  'EXPLAIN MATCH (n) RETURN n',
  'PROFILE MATCH (n) RETURN n',
  'CYPHER 25 MATCH (n) RETURN n',
  'MATCH (n) RETURN n; MATCH (m) RETURN m',
  "MATCH (n) RETURN n; LOAD CSV FROM 'x' AS l RETURN l",
  'USING PERIODIC COMMIT MATCH (n) RETURN n',
  "RETURN 'it does not end",
  'RETURN "it does not end',
  'RETURN `it does not end',
  "LO\u00adAD C\u200bSV FROM 'x' AS l RETURN l",
  'ＣＲＥＡＴＥ (n)',
  'RETURN 1.LOAD',
  "RETURN 1 UNION LOAD CSV FROM 'x' AS l RETURN l",
  "MATCH (n)-[*1..]->(m) LOAD CSV FROM 'x' AS l RETURN l",
  "RETURN [1][0..]LOAD CSV FROM 'x' AS l",
  "RETURN ':' LOAD CSV FROM 'x' AS l RETURN l",
  'RETURN "." LOAD CSV FROM "x" AS l RETURN l',
  'RETURN `a.` LOAD CSV FROM "x" AS l RETURN l',
  "RETURN 'a\\\\' LOAD CSV FROM 'x' AS l RETURN l",
  'RETURN `a``b` LOAD CSV FROM "x" AS l RETURN l',
  `RETURN ${'1 + '.repeat(6000)}1`,
  "RETURN apoc.cypher.runFirstColumnSingle('CREATE (n)', {})",
  "RETURN apoc . cypher /* x */ . runFirstColumnMany ('CREATE (n)', {})",
  "RETURN APOC.CYPHER.RUNFIRSTCOLUMN('CREATE (n)', {})",
  "RETURN `apoc`.cypher.runFirstColumnSingle('CREATE (n)', {})",
  "RETURN apoc.`cypher`.`runFirstColumnSingle`('CREATE (n)', {})",
  "RETURN `apoc.cypher.runFirstColumnSingle`('CREATE (n)', {})",
  "RETURN 1 + date.`x`('CREATE (n)')",
  "RETURN [x IN [1] | genai.vector.encode('text', 'OpenAI', {})]",
  "RETURN graph.byName('neo4j')",
  'MATCH (n) WHERE n.x > my.fn(n) RETURN n',
  "RETURN n.date.evil('x')",
];

const good: readonly string[] = [
  'MATCH (n) RETURN n',
  'MATCH (n:Memory) WHERE n.created_at > $since RETURN n.set, n.create AS made',
  'MATCH (n:Create)-[:SET|`DELETE`]->(m:Drop) RETURN n, m',
  "RETURN 'CREATE (n)' AS text, \"it's SET\" AS other // LOAD CSV",
  'MATCH (n) /* DELETE n */ RETURN n.`show` AS `set`',
  'RETURN $create + $load AS sum',
  'CALL { MATCH (n) RETURN count(n) AS count } RETURN count',
  'CALL (*) { RETURN 1 AS one } RETURN one;',
  'MATCH (n)-[*1..3]->(m) WHERE n.x = 1.5e3 AND m.y IN [1..2] RETURN n, created, preset, offset',
  "RETURN date.truncate('day', datetime.realtime()) AS day, duration.between(date(), date()) AS span",
  'RETURN point.distance($a, $b) AS far, vector.similarity.cosine([1.0], [1.0]) AS near, toUpper("a") AS a',
  'MATCH (n) USING INDEX n:`Memory`(space) WHERE n.space IN ($spaces) AND (n.x = 1 OR n.y = (2)) RETURN n',
  'MATCH (a)-[:`X`]->(b) WHERE a.x IN [1, 2] AND (b.y) = 2 RETURN a.x AS `x`, (a.y) AS y ORDER BY (x)',
  "RETURN 'a\\'b' AS quoted, 'Ａ' AS wide",
];

describe('guardQuery', () => {
  it.each(bad)('refuses %j', (text) => {
    expect(() => guardQuery(text)).toThrow(QueryRefusedError);
  });

  it.each(good)('accepts %j', (text) => {
    expect(() => guardQuery(text)).not.toThrow();
  });
});

const plan = (operatorType: string) => ({ operatorType: `${operatorType}@neo4j`, children: [] });

describe('guardPlan', () => {
  it('accepts what only reads', () => {
    const children = [plan('NodeUniqueIndexSeek'), plan('VarLengthExpand(Pruning,BFS,All)')];
    expect(() => guardPlan('r', { ...plan('ProduceResults'), children })).not.toThrow();
  });

  it.each(['LoadCSV', 'ProcedureCall', 'TerminateTransactions', 'NodeUniqueIndexSeek(Locking)'])(
    'refuses %s wherever it stands',
    (operator) => {
      const children = [plan('Filter'), { ...plan('Apply'), children: [plan(operator)] }];
      expect(() => guardPlan('r', { ...plan('ProduceResults'), children })).toThrow(
        QueryRefusedError,
      );
    },
  );

  it.each(['rw', 'w', 's'])('refuses the type %s', (queryType) => {
    expect(() => guardPlan(queryType, plan('ProduceResults'))).toThrow(QueryRefusedError);
  });
});
