import { expect, it } from 'vitest';

import { type ClientName, type Machine, mcpClients, settingsFile } from './client.ts';

const machines: Readonly<Record<string, Machine>> = {
  linux: { platform: 'linux', home: '/home/ada', environment: {} },
  'linux with a folder of its own': {
    platform: 'linux',
    home: '/home/ada',
    environment: { XDG_CONFIG_HOME: '/settings' },
  },
  'linux with a relative one, which does not count': {
    platform: 'linux',
    home: '/home/ada',
    environment: { XDG_CONFIG_HOME: 'settings' },
  },
  macOS: { platform: 'darwin', home: '/Users/ada', environment: { XDG_CONFIG_HOME: '/settings' } },
  Windows: {
    platform: 'win32',
    home: String.raw`C:\Users\ada`,
    environment: { APPDATA: String.raw`D:\Roaming` },
  },
  'Windows without APPDATA': {
    platform: 'win32',
    home: String.raw`C:\Users\ada`,
    environment: {},
  },
};

const all = (name: ClientName): readonly string[] =>
  Object.values(machines).map((machine) => settingsFile(mcpClients[name], machine));

it('knows where each client keeps its servers', () => {
  expect(all('claude-desktop')).toMatchInlineSnapshot(`
    [
      "/home/ada/.config/Claude/claude_desktop_config.json",
      "/settings/Claude/claude_desktop_config.json",
      "/home/ada/.config/Claude/claude_desktop_config.json",
      "/Users/ada/Library/Application Support/Claude/claude_desktop_config.json",
      "D:\\Roaming\\Claude\\claude_desktop_config.json",
      "C:\\Users\\ada\\AppData\\Roaming\\Claude\\claude_desktop_config.json",
    ]
  `);
  expect(all('vscode')).toMatchInlineSnapshot(`
    [
      "/home/ada/.config/Code/User/mcp.json",
      "/settings/Code/User/mcp.json",
      "/home/ada/.config/Code/User/mcp.json",
      "/Users/ada/Library/Application Support/Code/User/mcp.json",
      "D:\\Roaming\\Code\\User\\mcp.json",
      "C:\\Users\\ada\\AppData\\Roaming\\Code\\User\\mcp.json",
    ]
  `);
});
