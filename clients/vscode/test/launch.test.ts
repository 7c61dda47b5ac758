// Which server is started, and what is said where none can be.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Crashes } from '../src/crashes';
import { launch } from '../src/launch';

const folder = mkdtempSync(join(tmpdir(), 'lumen-launch-'));
after(() => rmSync(folder, { recursive: true }));
const around = { extension: folder, platform: 'linux', architecture: 'x64', workspace: folder };

function problem(path: string | null): string {
  const found = launch(path, 'info', around);
  return 'problem' in found ? found.problem : '';
}

test('without a bundled server the message says what to do', () => {
  assert.match(problem(null), /carries no server for linux on x64 .*lumen\.server\.path/);
});

test('the bundled server is taken where it stands', () => {
  mkdirSync(join(folder, 'server/bin'), { recursive: true });
  const server = join(folder, 'server/bin/lumen-lsp');
  writeFileSync(server, '', { mode: 0o755 });
  assert.deepEqual(launch('', 'debug', around), { command: server, args: ['--stdio', '--log-level', 'debug'] });
});

test('a path of the user’s goes before it, relative to the workspace', () => {
  const own = join(folder, 'own-server');
  writeFileSync(own, '');
  chmodSync(own, 0o644);
  assert.match(problem('own-server'), /may not be executed/);
  chmodSync(own, 0o755);
  assert.deepEqual(launch('${workspaceFolder}/own-server', 'info', around), { command: own, args: ['--stdio', '--log-level', 'info'] });
  assert.match(problem('missing'), /there is no such file/);
  assert.match(problem('.'), /not a file/);
});

test('three crashes within three minutes are forgiven, the fourth is not', () => {
  const crashes = new Crashes();
  assert.deepEqual([0, 1000, 2000, 3000].map((time) => crashes.mayRestart(time)), [true, true, true, false]);
  assert.equal(crashes.mayRestart(4 * 60 * 1000), true);
  crashes.forget();
  assert.equal(crashes.mayRestart(4 * 60 * 1000), true);
});
