import { afterAll, expect, it } from 'vitest';

import { describeNeo4j, neo4jAddress } from '../support/neo4j.ts';
import { settled, Workplace } from './support/command-line.ts';

const place = new Workplace();
afterAll(() => place[Symbol.dispose]());

describeNeo4j('the command line with Neo4j', () => {
  const space = `cli-${process.pid}-${Date.now()}`;

  const typed = async (...given: readonly string[]): Promise<string> => {
    const { url, username, password } = neo4jAddress();
    const { stdout, stderr, exitCode } = await place.run(['--space', space, ...given], {
      environment: { NEO4J_URI: url, NEO4J_USERNAME: username, NEO4J_PASSWORD: password },
    });
    const end = exitCode === 0 ? '' : `[exit ${exitCode}]`;
    return settled(`${stdout}${stderr}${end}`, place.folder);
  };

  // On a fresh server each of these waits for its statement to be planned.
  it('remembers, recalls and runs Cypher', { timeout: 120_000 }, async () => {
    await typed('schema', 'apply');
    await typed('remember', 'The tablets come from Norrgaard.', '--id', 'n1', '--at', '2026-04-13');
    expect(await typed('recall', 'Norrgaard')).toMatchInlineSnapshot(`
      "n1  note  2026-04-13
        The tablets come from Norrgaard.
        found        has the words Norrgaard; is near in meaning (0.79)
      "
    `);
    const cypher = 'MATCH (n:Note) WHERE n.space = $space RETURN n.id AS id, n.content AS content';
    expect(await typed('query', cypher, '--param', `space=${JSON.stringify(space)}`))
      .toMatchInlineSnapshot(`
        "id           n1
        content      The tablets come from Norrgaard.
        "
      `);
    expect(await typed('query', 'CREATE (n)')).toMatch(/^The query was not run.*\[exit 2\]$/s);
    expect(await typed('forget', '--everything', '--yes')).toMatchInlineSnapshot(`
      "Forgot       1 node and 0 links
                   note n1
      "
    `);
  });

  it('says that the password is missing or wrong, without a stack', async () => {
    const { url } = neo4jAddress();
    const missing = await place.run(['--url', url, 'recall', 'x']);
    expect(missing.stderr).toMatch(/refuses.*NEO4J_PASSWORD is not set\n$/);
    expect(missing.exitCode).toBe(1);
    const wrong = await place.run(['--url', url, 'recall', 'x'], {
      environment: { NEO4J_PASSWORD: 'wrong-one' },
    });
    expect(wrong.stderr).toMatch(/refuses/);
    expect(wrong.stderr).not.toContain('wrong-one');
  });
});
