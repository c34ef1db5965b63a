import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

import { Workplace } from './command-line.ts';

export const files = {
  'claude-desktop': '.config/Claude/claude_desktop_config.json',
  vscode: '.config/Code/User/mcp.json',
} as const;
export type ClientName = keyof typeof files;

interface Entry {
  readonly type?: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

interface Written {
  readonly mcpServers?: Readonly<Record<string, Entry>>;
  readonly servers?: Readonly<Record<string, Entry>>;
  readonly inputs?: readonly unknown[];
}

/** The home folder of somebody who has both clients. */
export class Home extends Workplace {
  constructor() {
    super();
    for (const file of Object.values(files))
      mkdirSync(dirname(this.path(file)), { recursive: true });
  }

  write(client: ClientName, text: string): void {
    writeFileSync(this.path(files[client]), text, { mode: 0o640 });
  }

  text(client: ClientName): string {
    return readFileSync(this.path(files[client]), 'utf8');
  }

  written(client: ClientName): Written {
    return JSON.parse(this.text(client)) as Written;
  }

  backups(client: ClientName): readonly string[] {
    const folder = dirname(this.path(files[client]));
    return readdirSync(folder).filter((name) => name.endsWith('.bak'));
  }

  /** What is said, with placeholders for what differs from machine to machine. */
  async install(
    client: ClientName,
    flags: readonly string[] = [],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const ran = await this.run(['install', '--client', client, ...flags], { environment });
    return this.shown(`${ran.stdout}${ran.stderr}[exit ${ran.exitCode}]`);
  }

  shown(text: string): string {
    return text
      .replaceAll(/\n {10,}(?=\S)/g, ' ') // where a line is broken depends on the length of paths
      .replaceAll(this.folder, '<home>')
      .replaceAll(/[^\s"]*\/bin\/node(?=[\s"])/g, '<node>')
      .replaceAll(/[^\s"]*\/dist\/cli\/main\.js/g, '<main.js>')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d-]+Z/g, '<time>');
  }
}
