import { chmodSync, copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';

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
      'has `mcpServers` or "memos-graph" twice; remove one of them first',
    ],
    [
      'vscode',
      '{ "servers": {} "inputs": [] }',
      'VS Code can read (comma expected at line 1, column 17)',
    ],
    ['vscode', '{ "inputs": {} }', 'Expected `inputs` in'],
  ] as const)('refuses %s with %j and leaves it alone', async (client, text, sentence) => {
    using home = new Home();
    home.write(client, text);
    const said = await home.install(client);
    expect(said).toContain(sentence);
    expect(said).toContain('[exit 2]');
    expect(home.text(client)).toBe(text);
    expect(home.backups(client)).toEqual([]);
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
    [['--url', 'bolt://localhost'], 'Expected --password-file, since Claude Desktop'],
    [
      ['--url', 'bolt://localhost', '--password-file', 'nowhere'],
      'Expected --password-file to name a file with the password, got "nowhere"',
    ],
    [['--password-file', 'nowhere'], 'an SQLite file has no password'],
  ])('refuses %j', async (flags, sentence) => {
    using home = new Home();
    const said = await home.install('claude-desktop', flags);
    expect(said).toContain(sentence);
    expect(said).not.toContain('secret@');
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
        VS Code                memos-graph: <node> <main.js> mcp
                               --read-only

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
        Claude Desktop         memos-graph: <home>/node
                               <main.js> mcp --space 'the team'
                               other: no-such-program <main.js>
                               mcp --space 'the team'
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
        $ memos-graph install --client claude-desktop --name other --space 'the team' --password-file
          <home>/gone/password
      ! "<home>/.config/Code/User/mcp.json" is no JSON that VS Code can read (value
        expected at line 1, column 14); put it right first"
    `);
    expect((await home.run(['doctor'])).exitCode).toBe(1);
  });
});
