import { expect, it } from 'vitest';

import type { CypherQuery } from '../../src/engine/engine.ts';
import { describeNeo4j } from '../support/neo4j.ts';
import { remembered, uniqueSpace } from './change-sets.ts';
import { emptySpace, openEngine } from './engines.ts';

const query = (cypher: string, more: Partial<CypherQuery> = {}): CypherQuery => ({
  cypher,
  params: {},
  timeoutMs: 5000,
  maxRows: 100,
  maxBytes: 100_000,
  ...more,
});

describeNeo4j('queryGraph', () => {
  it('answers plain values, in two round trips first and in one afterwards', async () => {
    await using engine = openEngine();
    const space = uniqueSpace();
    await engine.write([remembered(space, 'asked for')], { atomic: true });
    const text = `MATCH p = (n:Note {space: $space})-[r:ABOUT]->(e:Entity)
WITH n, r, e, p ORDER BY e.name LIMIT $limit
RETURN n.content AS content, n.createdAt AS at, type(r) AS link, e, p, date('2026-01-02') AS day, 1.5 AS x, [1, null] AS list`;
    const asked = query(text, { params: { space, limit: 1 } });
    const first = await engine.query(asked, {});
    const again = await engine.query(asked, {});
    expect(first.receipt.roundTrips).toBe(2);
    expect(again.receipt.roundTrips).toBe(1);
    expect(again.value).toEqual(first.value);
    expect(first.value.rows[0]).toMatchObject({
      content: 'asked for',
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/),
      link: 'ABOUT',
      e: { labels: ['MemoryNode', 'Entity'], properties: { name: 'Ada' } },
      p: { nodes: [{}, {}], relationships: [{ type: 'ABOUT' }] },
      day: '2026-01-02',
      x: 1.5,
      list: [1, null],
    });
    expect(JSON.parse(JSON.stringify(first.value))).toEqual(first.value);
    await emptySpace(engine, space);
  });

  it('stops at the caps', async () => {
    await using engine = openEngine();
    const text = "UNWIND range(1, 100000) AS n RETURN n, 'text' AS text";
    const rows = await engine.query(query(text, { maxRows: 3 }), {});
    expect(rows.value).toMatchObject({ rows: [{ n: 1 }, { n: 2 }, { n: 3 }], truncated: 'rows' });
    const bytes = await engine.query(query(text, { maxRows: 1000, maxBytes: 60 }), {});
    expect(bytes.value.truncated).toBe('bytes');
    expect(bytes.value.rows.length).toBeLessThan(4);
  });

  it('stops within a large row', async () => {
    await using engine = openEngine();
    const row = "RETURN range(1, 100000) AS many, {a: ['text'], b: {c: 1}} AS map";
    const { value } = await engine.query(query(row, { maxBytes: 1000 }), {});
    expect(value).toEqual({ columns: ['many', 'map'], rows: [], truncated: 'bytes' });
  });

  it('answers whole numbers as they are', async () => {
    await using engine = openEngine();
    const row = 'RETURN 9007199254740991 AS a, 9007199254740993 AS b, [-9223372036854775808] AS c';
    const { value } = await engine.query(query(row), {});
    expect(value.rows).toEqual([
      { a: 9_007_199_254_740_991, b: '9007199254740993', c: ['-9223372036854775808'] },
    ]);
  });

  it('answers every kind of time as text', async () => {
    await using engine = openEngine();
    const { value } = await engine.query(
      query(`RETURN localtime('10:11:12.5') AS a, time('10:11:12+01:00') AS b,
localdatetime('2026-01-02T03:04:05') AS c, datetime('2026-01-02T03:04:05.123456789+01:00') AS d,
duration('P1M2DT3.5S') AS e, point({x: 1, y: 2}).srid AS f`),
      {},
    );
    expect(value.rows).toEqual([
      {
        a: '10:11:12.500000000',
        b: '10:11:12+01:00',
        c: '2026-01-02T03:04:05',
        d: '2026-01-02T03:04:05.123456789+01:00',
        e: 'P1M2DT3.500000000S',
        f: 7203,
      },
    ]);
  });

  it('ends at its time limit', async () => {
    await using engine = openEngine();
    const text = 'UNWIND range(1, 1000000000) AS a WITH a WHERE a < 0 RETURN a';
    await expect(engine.query(query(text, { timeoutMs: 500 }), {})).rejects.toMatchObject({
      code: 'TIMEOUT',
    });
  });

  it('tells where a text is not Cypher', async () => {
    await using engine = openEngine();
    await expect(engine.query(query('MATCH (n) RETRUN n'), {})).rejects.toMatchObject({
      code: 'QUERY_FAILED',
      message: 'The query failed: it is not valid Cypher (line 1, column 11)',
    });
  });

  it('runs nothing that writes, reaches out, or looks into the server', async () => {
    await using engine = openEngine();
    const texts = [
      'MATCH (n) SET n.x = 1',
      "LOAD CSV FROM 'http://127.0.0.1/' AS l RETURN l",
      'SHOW TRANSACTIONS',
      "CALL dbms.killConnections(['x'])",
      "RETURN [x IN [1] | COUNT { LOAD CSV FROM 'http://127.0.0.1/' AS l RETURN l }]",
    ];
    for (const text of texts)
      await expect(engine.query(query(text), {})).rejects.toMatchObject({ code: 'QUERY_REFUSED' });
  });

  it('accepts what only reads', async () => {
    await using engine = openEngine();
    const texts = [
      'MATCH (n:Memory) WHERE n.created_at IS NULL RETURN count(n)',
      'MATCH (n) WHERE n.`set` IS NULL OR n.delete = $show RETURN n LIMIT 1',
      'MATCH p = shortestPath((a:Note)-[*..3]-(b:Note)) WHERE a <> b RETURN p LIMIT 1',
      "MATCH (a:Entity) OPTIONAL MATCH (a)<-[:ABOUT*1..2]-(b) WITH a, collect(b) AS c WHERE size(c) > 1 RETURN a.name, 'SET x' AS text ORDER BY a.name SKIP 1 LIMIT 2",
      'CALL () { MATCH (n:Note) RETURN count(n) AS notes UNION MATCH (n:Entity) RETURN count(n) AS notes } RETURN notes',
      'MATCH (n:Note) WHERE EXISTS { (n)-[:ABOUT]->() } RETURN count(*)',
      'UNWIND [1, 2] AS x RETURN sum(x) AS sum;',
    ];
    for (const text of texts)
      await expect(engine.query(query(text, { params: { show: 1 } }), {})).resolves.toBeDefined();
  });
});
