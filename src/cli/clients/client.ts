import { homedir } from 'node:os';
import { posix, win32 } from 'node:path';

export const clientNames = ['claude-desktop', 'vscode'] as const;
export type ClientName = (typeof clientNames)[number];

/** What the server is called in a client's settings, unless its owner says otherwise. */
export const defaultServerName = 'memos-graph';

/** A program that starts MCP servers, and where and how it keeps which. */
export interface McpClient {
  readonly name: ClientName;
  readonly title: string;
  /** The path of its file below the folder where programs keep their settings. */
  readonly path: readonly string[];
  /** The member of the file that holds the servers by their names. */
  readonly key: string;
  /** Whether it reads a file that has comments and trailing commas. */
  readonly allowsComments: boolean;
  /** Whether it can ask its user for a password, and keeps that itself. */
  readonly asksForPasswords: boolean;
  /** What has to be done for a change to take effect. */
  readonly nextStep: string;
}

export const mcpClients: Readonly<Record<ClientName, McpClient>> = {
  'claude-desktop': {
    name: 'claude-desktop',
    title: 'Claude Desktop',
    path: ['Claude', 'claude_desktop_config.json'],
    key: 'mcpServers',
    allowsComments: false,
    asksForPasswords: false,
    nextStep: 'Quit Claude Desktop and start it again: it reads the file when it starts',
  },
  vscode: {
    name: 'vscode',
    title: 'VS Code',
    path: ['Code', 'User', 'mcp.json'],
    key: 'servers',
    allowsComments: true,
    asksForPasswords: true,
    nextStep: 'In VS Code, run "MCP: List Servers" and start it there',
  },
};

/** What decides where a user's settings are. */
export interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
}

const thisMachine = (): Machine => ({
  platform: process.platform,
  home: homedir(),
  environment: process.env,
});

/** The file in which a client keeps the servers of this user. */
export function settingsFile({ path }: McpClient, machine: Machine = thisMachine()): string {
  const paths = machine.platform === 'win32' ? win32 : posix;
  return paths.join(settingsHome(machine), ...path);
}

/** Where Electron programs keep their settings. */
function settingsHome({ platform, home, environment }: Machine): string {
  if (platform === 'darwin') return posix.join(home, 'Library', 'Application Support');
  if (platform === 'win32') return environment['APPDATA'] || win32.join(home, 'AppData', 'Roaming');
  const given = environment['XDG_CONFIG_HOME'] ?? '';
  return posix.isAbsolute(given) ? given : posix.join(home, '.config');
}
