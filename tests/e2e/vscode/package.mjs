// The packed extension by itself: what it carries, and that it needs nothing else of this checkout.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { installedExtension, options } from './fixture.mjs';
import { root } from './studio.mjs';

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

test('the package holds what it needs and nothing else', options, () => {
  const extension = installedExtension();
  const names = readdirSync(extension).map((name) => name.toLowerCase()).filter((name) => !name.startsWith('.'));
  assert.deepEqual(names.sort(), ['changelog.md', 'dist', 'license.txt', 'media', 'package.json', 'readme.md', 'server']);
  assert.deepEqual(readdirSync(join(extension, 'server')).sort(), ['bin', 'lib', 'licenses', 'share']);
  const files = readdirSync(extension, { recursive: true }).map(String);
  assert.deepEqual(files.filter((file) => /\.(map|ts|o|a)$|node_modules|dist\/test/.test(file)), []);
  const manifest = JSON.parse(readFileSync(join(extension, 'package.json'), 'utf8'));
  const { stdout } = spawnSync(join(extension, 'server/bin/lumen-lsp'), ['--version'], { env: {}, encoding: 'utf8' });
  assert.ok(stdout.includes(manifest.version), `${manifest.version} carries ${stdout}`);
  assert.ok(readFileSync(join(extension, readdirSync(extension).find((name) => /^changelog/i.test(name))), 'utf8').includes(`## ${manifest.version}`));
  assert.equal(manifest.license, 'MIT');
  for (const path of [manifest.main, manifest.icon, ...manifest.contributes['markdown.previewScripts'], ...manifest.contributes['markdown.previewStyles']]) {
    assert.ok(statSync(join(extension, path)).size > 0, path);
  }
  const megabytes = files.reduce((sum, file) => sum + statSync(join(extension, file)).size, 0) / 1e6;
  assert.ok(megabytes < 130, `${megabytes} MB`);
});

test('its programs work far from the checkout: a notebook is run and becomes a page', options, (t) => {
  const home = mkdtempSync(join(tmpdir(), 'lumen-package-'));
  t.after(() => rmSync(home, { recursive: true }));
  cpSync(join(installedExtension(), 'server'), join(home, 'server'), { recursive: true });
  mkdirSync(join(home, 'work'));
  cpSync(join(root, 'examples/data'), join(home, 'work/data'), { recursive: true });
  cpSync(join(root, 'examples/tour.lumen.md'), join(home, 'work/tour.lumen.md'));
  const run = (...args) => {
    const { status, stdout, stderr } = spawnSync(join(home, 'server/bin/lumen'), args, { cwd: join(home, 'work'), env: { HOME: home }, encoding: 'utf8' });
    assert.equal(status, 0, `lumen ${args.join(' ')}\n${stdout}${stderr}`);
    return stdout;
  };
  run('trust', '.');
  assert.match(run('ask', '-c', './data', 'How many airports are there by country?', '--format', 'csv'), /^USA,\d+$/m);
  run('build', '--html', 'tour.lumen.md');
  assert.match(readFileSync(join(home, 'work/tour.html'), 'utf8'), /<html/i);
});
