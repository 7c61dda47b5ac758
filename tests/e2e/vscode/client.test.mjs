// The client's own tests, and its linter: what needs no VS Code.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const client = join(process.env.LUMEN_ROOT ?? join(import.meta.dirname, '../../..'), 'clients/vscode');

function node(...args) {
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: client, encoding: 'utf8' });
  assert.equal(status, 0, stdout + stderr);
}

test('the types agree', () => {
  node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.json');
  node('node_modules/typescript/bin/tsc', '-p', 'webview/tsconfig.json');
});

node('esbuild.mjs', '--tests');
for (const file of readdirSync(join(client, 'dist/test')).filter((name) => name.endsWith('.test.mjs'))) {
  await import(join(client, 'dist/test', file));
}
