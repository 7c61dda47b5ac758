// The packed extension by itself: what it carries, and that it needs nothing else of this checkout.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { installedExtension, options } from './fixture.mjs';

test('the package carries all that its server needs', options, () => {
  const server = join(installedExtension(), 'server');
  const version = spawnSync(join(server, 'bin/lumen-lsp'), ['--version'], { env: {}, encoding: 'utf8' });
  assert.equal(version.status, 0, version.stderr);
  assert.match(version.stdout, /\d+\.\d+\.\d+/);
  const glibc = /^\s*(linux-vdso|\/lib64\/ld-linux|lib(c|m|dl|rt|pthread|resolv|util|anl|nsl)\.so)/;
  for (const file of ['bin/lumen-lsp', 'bin/lumen', ...readdirSync(join(server, 'lib')).map((name) => `lib/${name}`)]) {
    // A library finds its own needs through the program that loads it, so the program's folder stands in for it here.
    const env = { PATH: process.env.PATH, ...(file.startsWith('lib/') && { LD_LIBRARY_PATH: join(server, 'lib') }) };
    const { stdout } = spawnSync('ldd', [join(server, file)], { env, encoding: 'utf8' });
    for (const line of stdout.split('\n').filter((text) => text.trim() !== '' && !glibc.test(text) && !text.includes('statically linked'))) {
      assert.ok(line.includes(server), `${file}: ${line}`);
    }
  }
  assert.ok(existsSync(join(server, 'lib/libduckdb.so')));
  assert.ok(readdirSync(join(server, 'licenses')).length > 3);
});
