import {
  chmodSync,
  existsSync,
  lstatSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';

import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { describe, expect, it } from 'vitest';

import { isBuildFresh } from './support/command-line.ts';
import { files, Home } from './support/home.ts';

describe('memos-graph install', () => {
  it('makes the settings of a client that has none', async () => {
    using home = new Home();
    expect(await home.install('claude-desktop')).toMatchInlineSnapshot(`
      "client       Claude Desktop
      written      <home>/.config/Claude/claude_desktop_config.json
      server       memos-graph
      starts       <node> <main.js> mcp
      Quit Claude Desktop and start it again: it reads the file when it starts
      [exit 0]"
    `);
    const { command, args } = home.written('claude-desktop').mcpServers?.['memos-graph'] ?? {
      command: '',
      args: [],
    };
    expect(existsSync(command)).toBe(true);
    expect(args.slice(1)).toEqual(['mcp']);
    expect(statSync(home.path(files['claude-desktop'])).mode & 0o777).toBe(0o600);
    expect(home.backups('claude-desktop')).toEqual([]);
  });

  it('keeps everything else as it is, comments too, and the old file beside it', async () => {
    using home = new Home();
    const before = [
      '// what I use',
      '{',
      '\t"servers": {',
      '\t\t/* tickets */ "tracker": { "url": "https://tracker.example/mcp" }, // for work',
      '\t},',
      '\t"inputs": [',
      '\t\t{ "type": "promptString", "id": "other", "description": "Other", "password": true },',
      '\t],',
      '}',
      '',
    ].join('\r\n');
    home.write('vscode', before);
    await home.install('vscode', ['--url', 'bolt://localhost:7687']);
    expect(home.shown(home.text('vscode').replaceAll('\r\n', '\n'))).toMatchInlineSnapshot(`
      "// what I use
      {
      	"servers": {
      		/* tickets */ "tracker": { "url": "https://tracker.example/mcp" }, // for work
      		"memos-graph": {
      			"type": "stdio",
      			"command": "<node>",
      			"args": [
      				"<main.js>",
      				"mcp",
      				"--url",
      				"bolt://localhost:7687"
      			],
      			"env": {
      				"NEO4J_PASSWORD": "\${input:memos-graph-password}"
      			}
      		},
      	},
      	"inputs": [
      		{ "type": "promptString", "id": "other", "description": "Other", "password": true },
      		{
      			"type": "promptString",
      			"id": "memos-graph-password",
      			"description": "The password of Neo4j for memos-graph",
      			"password": true
      		},
      	],
      }
      "
    `);
    expect(home.text('vscode').replaceAll('\r\n', '')).not.toContain('\n');
    const [backup = '', ...others] = home.backups('vscode');
    expect(others).toEqual([]);
    expect(readFileSync(home.path(`.config/Code/User/${backup}`), 'utf8')).toBe(before);
    expect(statSync(home.path(files.vscode)).mode & 0o777).toBe(0o640);
  });

  it('changes nothing when it is repeated, and only what differs when it is not', async () => {
    using home = new Home();
    await home.install('vscode', ['--url', 'bolt://localhost:7687']);
    const once = home.text('vscode');
    expect(await home.install('vscode', ['--url', 'bolt://localhost:7687'])).toContain('unchanged');
    expect(home.text('vscode')).toBe(once);
    expect(home.backups('vscode')).toEqual([]);
    const mine = once.replace('"type": "stdio"', '"dev": { "watch": "*" },\n      "type": "stdio"');
    home.write('vscode', mine);
    expect(await home.install('vscode', ['--read-only', '--dry-run'])).toMatchInlineSnapshot(`
      "Would write <home>/.config/Code/User/mcp.json
      -         "bolt://localhost:7687"
      +         "bolt://localhost:7687",
      +         "--read-only"
      Kept from before: --url bolt://localhost:7687 (--anew keeps nothing)
      [exit 0]"
    `);
    expect(home.text('vscode')).toBe(mine);
    expect(await home.install('vscode', ['--read-only', '--anew'])).toContain(
      'Left out, since it was not given again: --url bolt://localhost:7687',
    );
    expect(home.text('vscode')).toContain('"watch": "*"');
    expect(home.text('vscode')).not.toContain('${input');
  });

  it('passes on what was given, and what stood in the environment', async () => {
    using home = new Home();
    writeFileSync(home.path('password'), 'very secret\n', { mode: 0o600 });
    const environment = {
      NEO4J_URI: 'neo4j://db.example:7687',
      NEO4J_USERNAME: 'ada',
      NEO4J_DATABASE: 'memories',
      NEO4J_PASSWORD: 'very secret',
      MEMOS_GRAPH_SPACE: 'the team',
    };
    const flags = ['--profile', 'full', '--allow-cypher', '--max-tokens', '900'];
    expect(
      await home.install('claude-desktop', [...flags, '--password-file', 'password'], environment),
    ).toMatchInlineSnapshot(`
      "client       Claude Desktop
      written      <home>/.config/Claude/claude_desktop_config.json
      server       memos-graph
      starts       <node> <main.js> mcp --url neo4j://db.example:7687 --space 'the team' --username ada --database memories --profile full --allow-cypher --max-tokens 900
      Quit Claude Desktop and start it again: it reads the file when it starts
      [exit 0]"
    `);
    expect(home.written('claude-desktop').mcpServers?.['memos-graph']).toMatchObject({
      env: { NEO4J_PASSWORD_FILE: home.path('password') },
    });
    await home.install('vscode', flags, environment);
    for (const client of ['claude-desktop', 'vscode'] as const)
      expect(home.text(client)).not.toContain('very secret');
  });

  it('takes nothing from the environment that belongs to another server than the one that is kept', async () => {
    using home = new Home();
    writeFileSync(home.path('other'), 'x', { mode: 0o600 });
    const environment = {
      NEO4J_URI: 'neo4j://other',
      NEO4J_USERNAME: 'bob',
      NEO4J_PASSWORD_FILE: home.path('other'),
    };
    const untaken =
      'Not taken from the environment: NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD_FILE (--anew takes it)';
    for (const flags of [['--url', 'neo4j://mine'], []]) {
      const server = { command: 'memos-graph', args: ['mcp', ...flags] };
      home.write('vscode', JSON.stringify({ servers: { 'memos-graph': server } }));
      expect(await home.install('vscode', [], environment)).toContain(untaken);
      const { args = [], env } = home.written('vscode').servers?.['memos-graph'] ?? {};
      expect(args.slice(1)).toEqual(['mcp', ...flags]);
      expect(env?.['NEO4J_PASSWORD_FILE']).toBeUndefined();
    }
  });

  it('takes a password away that somebody wrote into the settings, and shows none', async () => {
    using home = new Home();
    writeFileSync(home.path('password'), 'x', { mode: 0o644 });
    const server = { command: 'memos-graph', args: ['mcp'], env: { NEO4J_PASSWORD: 'hunter2' } };
    home.write('claude-desktop', JSON.stringify({ mcpServers: { 'memos-graph': server } }));
    const flags = ['--url', 'bolt://localhost', '--password-file', 'password'];
    const would = await home.install('claude-desktop', [...flags, '--dry-run']);
    expect(would).not.toContain('hunter2');
    expect(would).toContain('"NEO4J_PASSWORD":"…"');
    expect(await home.install('claude-desktop', flags)).toContain('chmod 600');
    expect(home.text('claude-desktop')).not.toContain('hunter2');
  });

  it('shows nothing of other servers that stand on a line that changes, nor of their remains', async () => {
    using home = new Home();
    const other = '{ "command": "x", "args": ["hunter2"], "env": { "A": "hunter2" } }';
    const text = `{ "servers": { /* "y": { "A": "hunter2" } */ "tracker": ${other} }, "inputs": [{ "id": "hunter2" }] }`;
    home.write('vscode', text);
    const would = await home.install('vscode', ['--url', 'bolt://localhost', '--dry-run']);
    expect(would).not.toContain('hunter2');
    expect(would).toContain(
      '"tracker": { "command": "…", "args": ["…"], "env": { "A": "…" } },\n+   "memos-graph": {',
    );
    expect(would).toContain('"bolt://localhost"');
    expect(would).toContain('"id": "memos-graph-password"');
    expect(home.text('vscode')).toBe(text);
  });

  it('leaves the comments of others where it takes a password out', async () => {
    using home = new Home();
    const lines = [
      '"NEO4J_PASSWORD": "hunter2", // change it in May',
      '// of work',
      '"HOME": "/srv"',
    ];
    const server = `{ "command": "memos-graph", "args": ["mcp", "--import", "a b"], "env": {\n${lines.join('\n')}\n} }`;
    home.write('vscode', `{ "servers": { "memos-graph": ${server} } }`);
    const said = await home.install('vscode');
    expect(said).toContain("Left out, since it was not given again: --import 'a b'");
    expect(home.text('vscode')).toContain(
      ['"env": {', '// change it in May', '// of work', '"HOME": "/srv"', '}'].join('\n'),
    );
  });

  it('names a relative file by its whole path, and says how to make it', async () => {
    using home = new Home();
    expect(await home.install('claude-desktop', ['--url', 'sqlite:team.db']))
      .toMatchInlineSnapshot(`
        "client       Claude Desktop
        written      <home>/.config/Claude/claude_desktop_config.json
        server       memos-graph
        starts       <node> <main.js> mcp --url sqlite:<home>/team.db
        There is no memory yet: memos-graph schema apply --url sqlite:<home>/team.db
        Quit Claude Desktop and start it again: it reads the file when it starts
        [exit 0]"
      `);
  });

  it('answers in JSON', async () => {
    using home = new Home();
    const { stdout } = await home.run(['install', '--client', 'vscode', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      client: 'vscode',
      file: home.path(files.vscode),
      changed: true,
      server: { name: 'memos-graph', type: 'stdio', env: {} },
    });
    const flags = ['--json', '--dry-run', '--name', 'other'];
    const would = await home.run(['install', '--client', 'vscode', ...flags]);
    expect(JSON.parse(would.stdout)).toMatchObject({
      changed: false,
      wouldChange: expect.arrayContaining([{ sign: '+', line: '    "other": {' }]),
    });
  });

  it('writes through a link and into a file of one’s choice', async () => {
    using home = new Home();
    writeFileSync(home.path('dotfile.json'), '{}');
    symlinkSync(home.path('dotfile.json'), home.path(files['claude-desktop']));
    await home.install('claude-desktop');
    expect(lstatSync(home.path(files['claude-desktop'])).isSymbolicLink()).toBe(true);
    expect(readFileSync(home.path('dotfile.json'), 'utf8')).toContain('mcpServers');
    await home.install('vscode', ['--file', '.vscode/mcp.json']);
    expect(readFileSync(home.path('.vscode/mcp.json'), 'utf8')).toContain('"stdio"');
    expect(existsSync(home.path(files.vscode))).toBe(false);
  });

  it('leaves a file the rights that it has, whatever the umask', async () => {
    using home = new Home();
    home.write('vscode', '{}');
    chmodSync(home.path(files.vscode), 0o666);
    await home.install('vscode');
    expect(statSync(home.path(files.vscode)).mode & 0o777).toBe(0o666);
  });

  it('misses a client only where it was to be', async () => {
    using home = new Home();
    expect(await home.install('vscode', ['--file', 'project/.vscode/mcp.json'])).not.toContain(
      'was not found here',
    );
    rmSync(home.path('.config/Code'), { recursive: true });
    expect(await home.install('vscode')).toContain('VS Code was not found here');
  });
});

describe('what was installed', () => {
  it.skipIf(!isBuildFresh())('starts, and remembers', async () => {
    using home = new Home();
    await home.install('claude-desktop');
    const { command, args } = home.written('claude-desktop').mcpServers?.['memos-graph'] ?? {
      command: '',
      args: [],
    };
    const client = new Client({ name: 'test', version: '1' });
    // As little as Claude Desktop hands on.
    const env = { HOME: home.folder, PATH: process.env['PATH'] ?? '' };
    await client.connect(new StdioClientTransport({ command, args: [...args], env, cwd: '/' }));
    const told = await client.callTool({
      name: 'memory_remember',
      arguments: { content: 'The oven is warm' },
    });
    expect(told.isError ?? false).toBe(false);
    await client.close();
  });
});
