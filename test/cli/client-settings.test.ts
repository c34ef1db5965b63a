import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';

import { describe, expect, it } from 'vitest';

import { files, Home } from './support/home.ts';

describe('memos-graph install', () => {
  it.each([
    [
      'claude-desktop',
      '{ // mine\n}',
      'Claude Desktop can read (invalid comment token at line 1, column 3)',
    ],
    [
      'claude-desktop',
      '{ "a": {}, }',
      'Claude Desktop can read (property name expected at line 1, column 12)',
    ],
    ['claude-desktop', '{ "mcpServers": [] }', 'to be an object; put it right first'],
    ['claude-desktop', '[]', 'to hold an object; put it right first'],
    [
      'claude-desktop',
      '{ "mcpServers": { "memos-graph": { "command": "other" } } }',
      'There is another server of the name "memos-graph" already; give this one another --name',
    ],
    [
      'claude-desktop',
      '{ "mcpServers": {}, "mcpServers": { "x": {} } }',
      'has `mcpServers`, "memos-graph" or a member of it twice; remove one of them first',
    ],
    [
      'vscode',
      '{ "servers": {} "inputs": [] }',
      'VS Code can read (comma expected at line 1, column 17)',
    ],
    ['vscode', '{ "inputs": {} }', 'Expected `inputs` in'],
    ['vscode', '{ "inputs": null }', 'Expected `inputs` in'],
    ['vscode', '{ "servers": null }', 'Expected `servers` in'],
    ['claude-desktop', '{ "mcpServers": null }', 'Expected `mcpServers` in'],
  ] as const)('refuses %s with %j and leaves it alone', async (client, text, sentence) => {
    using home = new Home();
    home.write(client, text);
    const said = await home.install(client);
    expect(said).toContain(sentence);
    expect(said).toContain('[exit 2]');
    expect(home.text(client)).toBe(text);
    expect(home.backups(client)).toEqual([]);
  });

  it('refuses a file that has its inputs twice', async () => {
    using home = new Home();
    home.write('vscode', '{ "inputs": [], "inputs": [] }');
    const said = await home.install('vscode', ['--url', 'bolt://localhost']);
    expect(said).toContain('has `servers`, `inputs`, "memos-graph" or a member of it twice');
    expect(home.text('vscode')).toBe('{ "inputs": [], "inputs": [] }');
  });

  it('refuses what is no UTF-8, and what cannot be read', async () => {
    using home = new Home();
    writeFileSync(home.path(files.vscode), Buffer.from('\uFEFF{}', 'utf16le'));
    expect(await home.install('vscode')).toContain('is no text in UTF-8');
    mkdirSync(home.path(files['claude-desktop']));
    expect(await home.install('claude-desktop')).toContain('(EISDIR)');
  });

  it('keeps a byte order mark', async () => {
    using home = new Home();
    home.write('vscode', '\uFEFF{}');
    await home.install('vscode');
    expect(home.text('vscode').startsWith('\uFEFF{\n  "servers"')).toBe(true);
  });

  it.each([
    [['--name', '__proto__'], 'Expected --name to be letters, digits, "-" and "_" after a letter'],
    [['--url', 'sqlite::memory:'], 'Expected --url to name a memory that lasts'],
    [['--url', 'bolt://a:secret@localhost'], 'without a user name and password'],
    [['--url', 'bolt://a:hunter2/secret@localhost'], 'without a user name and password'],
    [['--url', 'bolt://localhost?password=hunter2'], 'to be a host and perhaps a port'],
    [['--url', 'bolt://localhost#hunter2'], 'to be a host and perhaps a port'],
    [['--url', 'bolt://localhost/hunter2'], 'to be a host and perhaps a port'],
    [
      ['--url', 'bolt://localhost', '--password-file', '.config'],
      'Expected --password-file to name a file with the password, got ".config", which is no file',
    ],
    [['--url', 'bolt://localhost'], 'Expected --password-file, since Claude Desktop'],
    [
      ['--url', 'bolt://localhost', '--password-file', 'nowhere'],
      'Expected --password-file to name a file with the password, got "nowhere", which is not there',
    ],
    [['--password-file', 'nowhere'], 'an SQLite file has no password'],
  ])('refuses %j', async (flags, sentence) => {
    using home = new Home();
    const said = await home.install('claude-desktop', flags);
    expect(said).toContain(sentence);
    expect(said).not.toMatch(/secret@|hunter2/);
    expect(said).toContain('[exit 2]');
    expect(existsSync(home.path(files['claude-desktop']))).toBe(false);
  });
});

const clientsOf = async (home: Home): Promise<string> => {
  const { stdout } = await home.run(['doctor']);
  return home.shown(stdout.slice(stdout.indexOf('MCP clients'))).trimEnd();
};

describe('memos-graph doctor', () => {
  it('tells what the clients have of it', async () => {
    using home = new Home();
    await home.install('vscode', ['--read-only']);
    expect(await clientsOf(home)).toMatchInlineSnapshot(`
      "MCP clients
        Claude Desktop         not set up; memos-graph install --client claude-desktop
        VS Code                memos-graph: <node> <main.js> mcp --read-only

      No problems were found"
    `);
  });

  it('finds what is gone, and says what puts it right', async () => {
    using home = new Home();
    copyFileSync(process.execPath, home.path('node'));
    chmodSync(home.path('node'), 0o644);
    const args = [home.path('gone/dist/cli/main.js'), 'mcp', '--space', 'the team'];
    const entry = (command: string, env: object) => ({ command, args, env });
    home.write(
      'claude-desktop',
      JSON.stringify({
        mcpServers: {
          'memos-graph': entry(home.path('node'), { NEO4J_PASSWORD: 'hunter2' }),
          other: entry('no-such-program', { NEO4J_PASSWORD_FILE: home.path('gone/password') }),
          foreign: { command: 'nothing', args: ['of ours'] },
        },
      }),
    );
    home.write('vscode', '{ "servers": ');
    const said = await clientsOf(home);
    expect(said).not.toContain('hunter2');
    expect(said).toMatchInlineSnapshot(`
      "MCP clients
        Claude Desktop         memos-graph: <home>/node <main.js> mcp --space 'the team' other: no-such-program <main.js> mcp --space 'the team'
        VS Code                its settings cannot be read

      ! The server "memos-graph" of Claude Desktop is started by <home>/node, which
        is not there
      ! The server "memos-graph" of Claude Desktop is started from
        <main.js>, which is not there
      ! The server "memos-graph" of Claude Desktop has the password of Neo4j in its settings; put it into
        a file
        $ memos-graph install --client claude-desktop --space 'the team'
      ! The server "other" of Claude Desktop is started by no-such-program, which is not there
      ! The server "other" of Claude Desktop is started from
        <main.js>, which is not there
      ! The server "other" of Claude Desktop takes its password from
        <home>/gone/password, which is not there
        $ memos-graph install --client claude-desktop --name other --space 'the team'
      ! "<home>/.config/Code/User/mcp.json" is no JSON that VS Code can read (value
        expected at line 1, column 14); put it right first"
    `);
    expect((await home.run(['doctor'])).exitCode).toBe(1);
  });

  it('shows no password that stands in a command line, and offers one without it', async () => {
    using home = new Home();
    symlinkSync('loop', home.path('loop'));
    const program = [home.path('gone/dist/cli/main.js'), 'mcp'];
    const entry = (args: readonly string[], env: object) => ({
      command: 'node',
      args: [...program, ...args],
      env,
    });
    home.write(
      'claude-desktop',
      JSON.stringify({
        mcpServers: {
          memory: entry(['--url', 'neo4j://ada:hunter2/x@db.example:7687?a=hunter2'], {}),
          plain: entry(['--import', 'memory.jsonl', '--read-only', '--space=a'], {
            NEO4J_URI: 'bolt://localhost',
            NEO4J_PASSWORD: 'hunter2',
          }),
          loop: entry(['--url=bolt://localhost', '--password', 'hunter2'], {
            NEO4J_PASSWORD_FILE: home.path('loop'),
            NEO4J_URI: 'bolt://a:hunter2@localhost',
          }),
        },
      }),
    );
    const said = await clientsOf(home);
    expect(said).not.toContain('hunter2');
    expect(said).toMatchInlineSnapshot(`
      "MCP clients
        Claude Desktop         memory: node <main.js> mcp --url 'neo4j://…@db.example:7687?…' plain: node <main.js> mcp --import memory.jsonl --read-only --space=a loop: node <main.js> mcp --url=bolt://localhost --password '…'
        VS Code                not set up; memos-graph install --client vscode

      ! The server "memory" of Claude Desktop is started from
        <main.js>, which is not there
      ! The server "memory" of Claude Desktop has what may be a password in its command line, which others
        can read; take it out
        $ memos-graph install --client claude-desktop --name memory --url neo4j://db.example:7687
          --password-file '<file>'
      ! The server "plain" of Claude Desktop is started from
        <main.js>, which is not there
      ! The server "plain" of Claude Desktop has the password of Neo4j in its settings; put it into a file
        $ memos-graph install --client claude-desktop --name plain --url bolt://localhost --read-only
          --space a --password-file '<file>'
      ! The server "loop" of Claude Desktop is started from
        <main.js>, which is not there
      ! The server "loop" of Claude Desktop takes its password from <home>/loop,
        which is not there
      ! The server "loop" of Claude Desktop has what may be a password in its command line, which others
        can read; take it out
      ! The server "loop" of Claude Desktop has what may be a password in an address in its settings; take
        it out by hand
        $ memos-graph install --client claude-desktop --name loop --url bolt://localhost --password-file
          '<file>'"
    `);
    expect((await home.run(['doctor', '--json'])).stdout).not.toContain('hunter2');
  });

  it('offers commands that work', async () => {
    using home = new Home();
    writeFileSync(home.path('password'), 'x', { mode: 0o600 });
    const args = [home.path('gone/dist/cli/main.js'), 'mcp', '--import', 'x', '--max-tokens=900'];
    const env = { MEMOS_GRAPH_URL: 'bolt://a:b@localhost', NEO4J_PASSWORD: 'x' };
    home.write(
      'claude-desktop',
      JSON.stringify({ mcpServers: { 'memos-graph': { command: process.execPath, args, env } } }),
    );
    const { stdout } = await home.run(['doctor', '--json']);
    const { problems } = JSON.parse(stdout) as { problems: readonly { mend?: string }[] };
    const mend = problems[0]?.mend ?? '';
    expect(mend).toBe(
      "memos-graph install --client claude-desktop --url bolt://localhost --max-tokens 900 --password-file '<file>'",
    );
    const words = mend.replace("'<file>'", home.path('password')).split(' ').slice(1);
    expect(await home.run(words)).toMatchObject({ exitCode: 0 });
  });
});
