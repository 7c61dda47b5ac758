// Drives a real Emacs with Eglot and the settings that docs/other-editors.md gives: scenario.el runs inside it. Where Emacs or
// Eglot isn't found the test is skipped and says so.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';

const root = process.env.LUMEN_ROOT ?? new URL('../../..', import.meta.url).pathname;
const bin = process.env.LUMEN_BIN ?? join(root, 'build/release/bin');

/** Why the test can't be run here, or undefined. */
function missing() {
  const {status} = spawnSync('emacs', ['--batch', '--eval', "(progn (package-initialize) (require 'eglot) (require 'markdown-mode))"]);
  if (status === null) return 'no Emacs on the PATH';
  return status === 0 ? undefined : 'this Emacs has no Eglot or no markdown-mode';
}

/** The first block of Emacs Lisp on the page: the settings for Eglot. */
function settings() {
  const page = readFileSync(join(root, 'docs/other-editors.md'), 'utf8');
  const [, block] = /```elisp\n([^]*?)```/.exec(page) ?? [];
  assert.match(block ?? '', /eglot/);
  return block;
}

const reason = missing();
if (reason) console.log(`SKIPPED: ${reason}`);

test('ask, undo, run and an error in Emacs with Eglot', {skip: reason ?? false, timeout: 110_000}, t => {
  assert.ok(existsSync(join(bin, 'lumen-lsp')), `${bin}/lumen-lsp is not built`);
  const home = mkdtempSync(join(tmpdir(), 'lumen-emacs-'));
  t.after(() => rmSync(home, {recursive: true, force: true}));
  const work = join(home, 'work');
  mkdirSync(work);
  cpSync(join(root, 'examples/tour.lumen.md'), join(work, 'tour.lumen.md'));
  cpSync(join(root, 'examples/data'), join(work, 'data'), {recursive: true});
  writeFileSync(join(home, 'settings.el'), settings());
  const env = {
    PATH: `${bin}:${process.env.PATH}`, TERM: 'dumb', LANG: 'C.UTF-8', HOME: home,
    XDG_CONFIG_HOME: join(home, 'config'), XDG_DATA_HOME: join(home, 'data'), XDG_STATE_HOME: join(home, 'state'),
    XDG_CACHE_HOME: join(home, 'cache'), LUMEN_SETTINGS: join(home, 'settings.el'), LUMEN_NOTEBOOK: join(work, 'tour.lumen.md'),
    ...(process.env.ASAN_OPTIONS ? {ASAN_OPTIONS: process.env.ASAN_OPTIONS, LSAN_OPTIONS: process.env.LSAN_OPTIONS ?? ''} : {}),
  };
  const trusted = spawnSync(join(bin, 'lumen'), ['trust', work], {env, encoding: 'utf8'});
  assert.equal(trusted.status, 0, trusted.stderr);
  const ran = spawnSync('emacs', ['--batch', '--load', new URL('scenario.el', import.meta.url).pathname],
    {cwd: work, env, encoding: 'utf8', timeout: 100_000});
  for (const line of ran.stderr.split('\n')) if (/^ok /.test(line)) t.diagnostic(line);
  assert.equal(ran.status, 0, ran.stdout + ran.stderr);
  assert.match(ran.stderr, /^done$/m);
});
