// Which server is started, and what is said where none can be.
import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Crashes } from '../src/crashes';
import { launch } from '../src/launch';
import { ServerProcess } from '../src/server_process';

const folder = mkdtempSync(join(tmpdir(), 'lumen-launch-'));
after(() => rmSync(folder, { recursive: true }));
const around = { extension: folder, platform: 'linux', architecture: 'x64', workspace: folder };

function problem(path: string | null): string {
  const found = launch(path, 'info', around);
  return 'problem' in found ? found.problem : '';
}

test('without a bundled server the message says what to do', () => {
  assert.match(problem(null), /carries no server for linux on x64: there is no such file\. .*lumen\.server\.path/);
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

/** The first bytes of a program for Linux on the processor that ELF gives this number. */
function program(name: string, machine: number): string {
  const header = Buffer.alloc(64);
  header.write('\x7fELF\x02\x01\x01', 'latin1');
  header.writeUInt16LE(machine, 18);
  const path = join(folder, name);
  writeFileSync(path, header, { mode: 0o755 });
  return path;
}

test('a server for another machine is known before it is started', () => {
  assert.match(problem(program('for-arm', 183)), /built for Linux on arm64, and this is Linux on x64/);
  assert.equal(problem(program('for-x64', 62)), '');
  const mac = join(folder, 'for-mac');
  writeFileSync(mac, Buffer.from('cffaedfe0c00000100000000020000001000000058050000', 'hex'), { mode: 0o755 });
  assert.match(problem(mac), /built for macOS, and this is Linux on x64/);
  const script = join(folder, 'script');
  writeFileSync(script, '#!/bin/sh\nexec lumen-lsp "$@"\n', { mode: 0o755 });
  assert.equal(problem(script), '');
});

test('a process that ends tells why in its own last words', async () => {
  const said: string[] = [];
  const shell = async (text: string): Promise<ServerProcess> => ServerProcess.start('/bin/sh', ['-c', text], (line) => said.push(line));
  assert.equal(await (await shell('echo first >&2; echo no library >&2; exit 127')).whyEnded(), 'it ended with exit code 127: no library');
  assert.deepEqual(said, ['first', 'no library']);
  assert.equal(await (await shell('kill -SEGV $$')).whyEnded(), 'it ended by SIGSEGV without a word');
  const deaf = await shell('exec sleep 60');
  assert.equal(await deaf.whyEnded(), undefined);
  deaf.kill('it did not answer');
  assert.equal(await deaf.whyEnded(), 'it did not answer');
  await deaf.endWithin(5000);
  const stubborn = await shell('trap "" TERM; exec sleep 60');
  const before = Date.now();
  await stubborn.endWithin(50);
  assert.ok(Date.now() - before < 10_000);
  await assert.rejects(ServerProcess.start('/nowhere/server', [], () => undefined), /ENOENT/);
});

test('three crashes within three minutes are forgiven, the fourth is not', () => {
  const crashes = new Crashes();
  assert.deepEqual([0, 1000, 2000, 3000].map((time) => crashes.mayRestart(time)), [true, true, true, false]);
  assert.equal(crashes.mayRestart(4 * 60 * 1000), true);
  crashes.forget();
  assert.equal(crashes.mayRestart(4 * 60 * 1000), true);
});
