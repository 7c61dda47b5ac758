// Drives a real Neovim with the Lumen client: scenario.lua runs inside it and says of each step whether it held.
// Where no Neovim 0.11 or newer is found the test is skipped and says so.
import assert from 'node:assert/strict';
import {spawnSync} from 'node:child_process';
import {cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import test from 'node:test';

const root = process.env.LUMEN_ROOT ?? new URL('../../..', import.meta.url).pathname;
const server = join(process.env.LUMEN_BIN ?? join(root, 'build/release/bin'), 'lumen-lsp');

function neovim() {
  return ['nvim', join(root, 'build/deps/neovim/bin/nvim')].find(program =>
    spawnSync(program, ['--headless', '-u', 'NONE', '-c', 'exe has("nvim-0.11") ? "qall!" : "cquit"']).status === 0);
}

const program = neovim();
if (!program) console.log('SKIPPED: no Neovim 0.11 or newer on the PATH, and scripts/setup could not fetch one');

test('ask, run, chart, undo and the cursor in a real Neovim', {skip: !program && 'no Neovim 0.11 or newer', timeout: 240_000}, t => {
  assert.ok(existsSync(server), `${server} is not built`);
  const home = mkdtempSync(join(tmpdir(), 'lumen-neovim-'));
  t.after(() => rmSync(home, {recursive: true, force: true}));
  const work = join(home, 'work');
  mkdirSync(work);
  cpSync(join(root, 'examples/tour.lumen.md'), join(work, 'tour.lumen.md'));
  cpSync(join(root, 'examples/data'), join(work, 'data'), {recursive: true});
  // Tags are made beside a copy: a test leaves no files in the checkout.
  cpSync(join(root, 'clients/neovim/doc'), join(home, 'help/doc'), {recursive: true});
  const report = join(home, 'report.txt');
  const ran = spawnSync(program, ['--headless', '--clean', '-n',
    '--cmd', `set runtimepath^=${join(root, 'clients/neovim')}`,
    '-c', `luafile ${new URL('scenario.lua', import.meta.url).pathname}`], {
    cwd: work, encoding: 'utf8', timeout: 200_000,
    env: {PATH: process.env.PATH, TERM: 'xterm-256color', LANG: 'C.UTF-8', HOME: home, XDG_CONFIG_HOME: join(home, 'config'),
      XDG_DATA_HOME: join(home, 'data'), XDG_STATE_HOME: join(home, 'state'), XDG_CACHE_HOME: join(home, 'cache'),
      LUMEN_SERVER: server, LUMEN_REPORT: report, LUMEN_HELP: join(home, 'help/doc'), LUMEN_NOTEBOOK: join(work, 'tour.lumen.md'),
      ...(process.env.ASAN_OPTIONS ? {ASAN_OPTIONS: process.env.ASAN_OPTIONS, LSAN_OPTIONS: process.env.LSAN_OPTIONS ?? ''} : {})},
  });
  const told = existsSync(report) ? readFileSync(report, 'utf8') : '';
  for (const line of told.split('\n')) if (line) t.diagnostic(line);
  assert.equal(ran.status, 0, `${told}\n${ran.stdout}\n${ran.stderr}`);
  assert.match(told, /^done$/m);
  assert.doesNotMatch(told, /^FAILED/m);
});
