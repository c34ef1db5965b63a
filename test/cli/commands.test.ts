import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { Workplace } from './support/command-line.ts';

// One memory for all: each command sees what those before it stored, as at a prompt.
const place = new Workplace();
afterAll(() => place[Symbol.dispose]());
beforeAll(async () => {
  await place.type('schema apply');
});

const session = async (...lines: readonly string[]): Promise<string> => {
  const said: string[] = [];
  for (const line of lines) said.push(await place.type(line));
  return said.join('\n');
};

describe('a command that writes', () => {
  it('remembers a note', async () => {
    const line =
      "remember 'The tablets switch themselves off below 4 degrees.' --id n1 --at 2026-04-02T15:30:00Z --entity tablets --speaker 'Priya Raman'";
    expect(await place.type(line)).toMatchInlineSnapshot(`
      "Remembered   note n1
      about        tablets (new)"
    `);
  });

  it('remembers a decision with what led to it and what it replaces', async () => {
    const first = "remember 'Tablets from Veltronik' --kind decision --id d0 --at 2026-02-04";
    const second =
      "remember 'The tablets come from Norrgaard.' --kind decision --id d1 --at 2026-04-13 --rationale 'Tested to minus 20 degrees.' --confidence 0.9 --alternative 'Wait for Veltronik' --alternative 'Consumer tablets' --entity tablets --entity Norrgaard --link-from LEADS_TO=n1 --supersedes d0 --domain depot";
    expect(await session(first, second)).toMatchInlineSnapshot(`
      "Remembered   decision d0
      Remembered   decision d1
      about        tablets, Norrgaard (new)
      replaces     d0"
    `);
  });

  it('remembers a commitment', async () => {
    const line =
      "remember 'Four spare tablets.' --kind commitment --id c1 --at 2026-10-05 --to 'Priya Raman' --due 2026-11-06 --priority high --link RELATED_TO=d1";
    expect(await place.type(line)).toMatchInlineSnapshot(`
      "Remembered   commitment c1
      about        Priya Raman (new)"
    `);
  });

  it('remembers a pattern, with a note as its evidence, and says when it is known already', async () => {
    const line = "remember 'Deliveries come late.' --kind pattern --at 2026-04-01 --id e1";
    expect(await session(line, line)).toMatchInlineSnapshot(`
      "Remembered   pattern pattern_a11b11b2184f679727979ebd27390954
      strength     <number> from 1 of evidence
      Known already pattern pattern_a11b11b2184f679727979ebd27390954
      strength      <number> from 1 of evidence"
    `);
  });

  it('begins and ends a session', async () => {
    const said = await session(
      'session start --id s1 --agent scribe --topic tablets --at 2026-04-01',
      'session end s1 --summary ordered --at 2026-04-02',
      'session end s1',
    );
    expect(said).toMatchInlineSnapshot(`
      "Started      session s1
      Ended        session s1
      Had ended before session s1"
    `);
  });

  it('makes and extends an entity', async () => {
    const said = await session(
      "entity 'Tomasz Brandt' --type person --alias Tomek",
      "entity Tomek --description 'Runs the servers'",
      'entity Tomek --type person',
    );
    expect(said).toMatchInlineSnapshot(`
      "Made         entity Tomasz Brandt  entity_a30a1abdb7c2a8529db4d04486678b0a
      Extended     entity Tomasz Brandt  entity_a30a1abdb7c2a8529db4d04486678b0a
      Unchanged    entity Tomasz Brandt  entity_a30a1abdb7c2a8529db4d04486678b0a"
    `);
  });

  it('links nodes, entities by their name', async () => {
    const said = await session(
      `relate @Tomek WORKS_WITH @tablets --properties '{"since":2026}'`,
      'relate @Tomek WORKS_WITH @tablets',
      'relate @Nobody WORKS_WITH @tablets',
    );
    expect(said).toMatchInlineSnapshot(`
      "Linked  @Tomek  WORKS_WITH  @tablets
      Known already  @Tomek  WORKS_WITH  @tablets
      [stderr] No node with id "@Nobody" is in this space; nothing was written. Create it first or check the id
      [exit 3]"
    `);
  });
});

describe('a command that answers', () => {
  it('recalls and says why', async () => {
    expect(await place.type("recall 'Where do the tablets come from?'")).toMatchInlineSnapshot(`
      "d1  decision, in force  2026-04-13
        The tablets come from Norrgaard.
        about        Norrgaard, tablets
        found        has the words tablets, come; is about tablets

      n1  note  2026-04-02
        The tablets switch themselves off below 4 degrees.
        about        tablets
        found        has the words tablets; is about tablets

      c1  commitment, open  2026-10-05  to Priya Raman  due 2026-11-06  overdue  priority high
        Four spare tablets.
        about        Priya Raman
        found        has the words tablets

      pattern_a11b11b2184f679727979ebd27390954  pattern  2026-04-01
        strength <number>, seen once, last 2026-04-01
        Deliveries come late.
        found        has the words come"
    `);
  });

  it('recalls what was in force', async () => {
    expect(await place.type('recall tablets --as-of 2026-03-01')).toMatchInlineSnapshot(`
      "d0  decision  2026-02-04  replaced by d1
        Tablets from Veltronik
        found        has the words tablets"
    `);
  });

  it('shows everything of a memory and of a session', async () => {
    expect(await place.type('show d1 s1 d0')).toMatchInlineSnapshot(`
      "d1  decision, in force  2026-04-13
        The tablets come from Norrgaard.
        about        Norrgaard, tablets
        rationale    Tested to minus 20 degrees.
        alternatives - Wait for Veltronik
                     - Consumer tablets
        domain       depot
        confidence   0.9
        stored       <today>
        links        LEADS_TO ← n1
                     RELATED_TO ← c1
                     SUPERSEDES → d0

      s1  session, ended  2026-04-01
        topic        tablets
        agent        scribe
        ended        2026-04-02
        summary      ordered

      d0  decision  2026-02-04  replaced by d1
        Tablets from Veltronik
        valid        from 2026-02-04 to 2026-04-13
        stored       <today>
        links        SUPERSEDES ← d1"
    `);
  });

  it('lists', async () => {
    expect(await place.type('list --kind decision --limit 1')).toMatchInlineSnapshot(`
      "d1  decision, in force  2026-04-13
        The tablets come from Norrgaard.
        about        Norrgaard, tablets
      [stderr] There is more: --cursor <cursor>"
    `);
  });

  it('lists commitments', async () => {
    expect(await place.type('commitments')).toMatchInlineSnapshot(`
      "c1  commitment, open  2026-10-05  to Priya Raman  due 2026-11-06  overdue  priority high
        Four spare tablets.
        about        Priya Raman"
    `);
  });

  it('lists decisions with their reasons', async () => {
    expect(await place.type('decisions --status in_force')).toMatchInlineSnapshot(`
      "d1  decision, in force  2026-04-13
        The tablets come from Norrgaard.
        about        Norrgaard, tablets
        rationale    Tested to minus 20 degrees."
    `);
  });

  it('lists patterns', async () => {
    expect(await place.type('patterns')).toMatchInlineSnapshot(`
      "pattern_a11b11b2184f679727979ebd27390954  pattern  2026-04-01
        strength <number>, seen once, last 2026-04-01
        Deliveries come late."
    `);
  });

  it('tells about an entity', async () => {
    expect(await place.type('entity tablets')).toMatchInlineSnapshot(`
      "tablets  entity  entity_80c4995c60f9081249a8ae296a31d00d
        links        WORKS_WITH ← entity_a30a1abdb7c2a8529db4d04486678b0a {"since":2026}
        together with Norrgaard (1)
        memories      2

      d1  decision, in force  2026-04-13
        The tablets come from Norrgaard.
        about        Norrgaard, tablets

      n1  note  2026-04-02
        The tablets switch themselves off below 4 degrees.
        about        tablets"
    `);
  });

  it('draws what led to a memory, and what came of one', async () => {
    expect(await session('why d1', 'result n1')).toMatchInlineSnapshot(`
      "d1  decision, in force  2026-04-13
      │ The tablets come from Norrgaard.
      ├─ instead of d0  decision  2026-02-04  replaced by d1
      │    Tablets from Veltronik
      └─ because of n1  note  2026-04-02
           The tablets switch themselves off below 4 degrees.
      n1  note  2026-04-02
      │ The tablets switch themselves off below 4 degrees.
      └─ led to d1  decision, in force  2026-04-13
           The tablets come from Norrgaard."
    `);
  });

  it('reflects', async () => {
    expect(await place.type("reflect --topic 'Priya Raman'")).toMatchInlineSnapshot(`
      "Promises
        overdue     The promise to Priya Raman “Four spare tablets.” is overdue by <number>
                    <number>
                    shown by c1"
    `);
  });

  it('refuses Cypher where there is none', async () => {
    expect(await place.type("query 'RETURN 1'")).toMatchInlineSnapshot(`
      "[stderr] queryGraph needs Cypher, which the sqlite engine does not have; open the memory with a neo4j:// or bolt:// url for it
      [exit 2]"
    `);
  });

  it('tells the state of the schema', async () => {
    expect(await place.type('schema status')).toMatchInlineSnapshot(
      `"version      3, as this release needs"`,
    );
  });

  it('examines', async () => {
    expect(await place.type('doctor')).toMatchInlineSnapshot(`
      "engine       sqlite <version>
      location     <folder>/memory.db
      space        default
      schema       3, as this release needs
      holds        2 notes, 2 decisions, 1 commitment, 1 pattern, 4 entities, 1 alias, 1 session, 9 links
      latency      <time> ms for the smallest read

      Environment
        MEMOS_GRAPH_URL        not set
        MEMOS_GRAPH_SPACE      not set
        NEO4J_URI              not set
        NEO4J_USERNAME         not set
        NEO4J_PASSWORD         not set
        NEO4J_PASSWORD_FILE    not set
        NEO4J_DATABASE         not set

      MCP clients
        Claude Desktop         not set up; memos-graph install --client claude-desktop
        VS Code                not set up; memos-graph install --client vscode

      No problems were found"
    `);
  });
});

describe('closing and forgetting', () => {
  it('closes a commitment once', async () => {
    const said = await session(
      "commitments done c1 --outcome 'On the shelf' --at 2026-11-01",
      'commitments done c1',
      'commitments broken c1',
    );
    expect(said).toMatchInlineSnapshot(`
      "Closed       commitment c1 is completed
      Unchanged    commitment c1 was completed before; nothing was changed
      Unchanged    commitment c1 was completed before; nothing was changed
      [exit 4]"
    `);
  });

  it('forgets only when it is told to, and says what is in force again', async () => {
    const said = await session('forget d1', 'forget d1 --dry-run', 'forget d1 nowhere --yes');
    expect(said).toMatchInlineSnapshot(`
      "[stderr] Forgetting cannot be taken back and there is no terminal to ask at; give --yes, or --dry-run to see what would go
      [exit 2]
      Would forget   1 node and 5 links
                     decision d1
      in force again d0
      Forgot         1 node and 5 links
                     decision d1
      in force again d0
      not found      nowhere
      [exit 3]"
    `);
  });
});

describe('--json', () => {
  it('prints the answer of the library as one document', async () => {
    expect(await place.json('recall degrees')).toMatchObject({
      memories: [{ id: 'n1', kind: 'note', why: { terms: ['degrees'] } }],
      truncated: false,
      receipt: { transactions: 1 },
    });
    expect(await place.json('commitments --status completed')).toMatchObject({
      items: [{ id: 'c1', outcome: 'On the shelf' }],
      nextCursor: null,
    });
    expect(await place.json('show n1 nowhere')).toMatchObject({
      items: [{ id: 'n1' }],
      notFound: ['nowhere'],
    });
    expect(await place.json('doctor')).toMatchObject({
      ok: true,
      health: { engine: 'sqlite', counts: { nodes: { note: 2 } } },
      problems: [],
    });
  });
});
