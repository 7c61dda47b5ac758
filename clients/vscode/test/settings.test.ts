// Only what someone set reaches the server, so that a default here never hides what a project says; and what is
// contributed fits the server's own commands.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { serverCommands } from '../src/protocol';
import { serverKeys, settingsForServer } from '../src/settings';

interface Manifest {
  contributes: {
    commands: { command: string }[];
    configuration: { properties: Record<string, { default: unknown }> };
    menus: Record<string, { command: string }[]>;
    keybindings: { command: string; when: string }[];
  };
  capabilities: { untrustedWorkspaces: { supported: string; restrictedConfigurations: string[] } };
}

const root = join(import.meta.dirname, '../..');
const { contributes, capabilities } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Manifest;

test('unset settings are left out', () => {
  const values: Record<string, unknown> = { connection: 'sales', limit: 0, shown: null, locale: '' };
  assert.deepEqual(settingsForServer((key) => values[key]), { connection: 'sales', limit: 0 });
});

test('the server’s settings have no default of their own', () => {
  for (const key of serverKeys) assert.equal(contributes.configuration.properties[`lumen.${key}`]?.default, null, key);
});

test('no command of the palette has the name of a command of the server', () => {
  const own = contributes.commands.map(({ command }) => command);
  const protocol = readFileSync(join(root, '../../docs/protocol.md'), 'utf8');
  const ofServer = [...protocol.matchAll(/^\| `(lumen\.\w+)`/gm)].map((match) => match[1] ?? '');
  assert.ok(ofServer.length >= 8);
  for (const command of Object.values(serverCommands)) assert.ok(ofServer.includes(command), command);
  for (const command of ofServer) assert.ok(!own.includes(command), command);
});

test('menus and key bindings name commands that exist, and keys work in notebooks only', () => {
  const own = new Set(contributes.commands.map(({ command }) => command));
  for (const entries of Object.values(contributes.menus)) for (const { command } of entries) assert.ok(own.has(command), command);
  for (const { command, when } of contributes.keybindings) {
    assert.ok(own.has(command), command);
    assert.match(when, /resourceFilename =~ \/\\\.lumen\\\.md\$\//);
  }
});

test('an untrusted workspace may not choose the program that is started', () => {
  assert.equal(capabilities.untrustedWorkspaces.supported, 'limited');
  assert.ok(capabilities.untrustedWorkspaces.restrictedConfigurations.includes('lumen.server.path'));
});
