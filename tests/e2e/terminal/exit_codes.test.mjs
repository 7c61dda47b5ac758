// What a script can rely on: 0 fine; 1 a question or a cell was refused or failed; 2 wrong usage, or nothing could be done.
import assert from 'node:assert/strict';
import {closeSync, openSync, readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {fence, frontMatter} from '../stdio/shop.mjs';
import {Terminal} from './terminal.mjs';

const good = `${frontMatter}\n${fence('SELECT count(*) AS n FROM orders', 'name=n')}`;
const mixed = `${good}\n${fence('SELECT nothing FROM orders', 'name=bad')}`;

async function ends(terminal, code, args, options) {
  const said = await terminal.lumen(args, options);
  assert.deepEqual({code: said.code, signal: said.signal}, {code, signal: null}, `lumen ${args.join(' ')}\n${said.out}\n${said.talk}`);
  if (code !== 0) assert.notEqual(said.talk, '', `lumen ${args.join(' ')} fails without a word`);
  return said;
}

test('0: what was asked for is done, and standard output holds it alone', async t => {
  const terminal = new Terminal(t, {'good.lumen.md': good});
  assert.match((await ends(terminal, 0, ['--version'])).out, /^lumen \d+\.\d+\.\d+\n$/);
  assert.match((await ends(terminal, 0, ['--help'])).out, /Exit codes: 0/);
  assert.equal((await ends(terminal, 0, ['run', '-c', './data', '--sql', 'SELECT 41 + 1 AS n', '--format', 'csv'])).out, 'n\r\n42\r\n');
  assert.equal((await ends(terminal, 0, ['run', '-c', './data', '--sql', '-', '--format', 'csv'], {input: 'SELECT 7 AS n'})).out, 'n\r\n7\r\n');
  const asked = await ends(terminal, 0, ['ask', '-c', './data', '--format', 'csv', 'How many orders are there?']);
  assert.match(asked.out, /^\w+\r\n400\r\n$/);
  await ends(terminal, 0, ['trust', '.']);
  await ends(terminal, 0, ['run', 'good.lumen.md']);
  assert.match(readFileSync(join(terminal.folder, 'good.lumen.md'), 'utf8'), /\| +400 \|/);
});

test('1: a question without an answer, a cell that fails; what could be done is done', async t => {
  const terminal = new Terminal(t, {'mixed.lumen.md': mixed});
  assert.equal((await ends(terminal, 1, ['ask', '-c', './data', 'Why is the sky blue?'])).out, '');
  await ends(terminal, 0, ['trust', '.']);
  const said = await ends(terminal, 1, ['run', 'mixed.lumen.md']);
  assert.match(said.talk, /bad: error:.*nothing/);
  const after = readFileSync(join(terminal.folder, 'mixed.lumen.md'), 'utf8');
  assert.match(after, /\| +400 \|/, 'the good cell ran');
  assert.ok(after.endsWith(fence('SELECT nothing FROM orders', 'name=bad')), after);
});

test('2: wrong usage', async t => {
  const terminal = new Terminal(t);
  for (const args of [[], ['fly'], ['ask', '--format', 'xml', 'How many?'], ['run', '--fly'], ['--log-level', 'loud', 'status']])
    assert.equal((await ends(terminal, 2, args)).out, '', args.join(' '));
});

test('2: nothing could be done, and the notebook is as it was', async t => {
  const terminal = new Terminal(t, {'good.lumen.md': good, 'unknown.lumen.md': good.replace('./data', 'nowhere'), 'broken.duckdb': 'no database'});
  await ends(terminal, 2, ['run', 'nothere.lumen.md']);
  assert.match((await ends(terminal, 2, ['run', 'good.lumen.md'])).talk, /lumen trust/);
  await ends(terminal, 0, ['trust', '.']);
  assert.match((await ends(terminal, 2, ['ask', '-c', 'nowhere', 'How many orders are there?'])).talk, /nowhere/);
  assert.match((await ends(terminal, 2, ['ask', '-c', './broken.duckdb', 'How many orders are there?'])).talk, /broken/);
  assert.match((await ends(terminal, 2, ['run', 'unknown.lumen.md'])).talk, /nowhere/);
  assert.equal(readFileSync(join(terminal.folder, 'unknown.lumen.md'), 'utf8'), good.replace('./data', 'nowhere'));
});

test('a text with faults is told line by line, and what is not understood is kept', async t => {
  const words = Buffer.concat([Buffer.from('\nText with bytes '), Buffer.from([0xff, 0xfe, 0xc3, 0x28]), Buffer.from(' inside.\n')]);
  const terminal = new Terminal(t, {'front.lumen.md': good.replace('---\n', '---\nlimit: [1, {\n')});
  writeFileSync(join(terminal.folder, 'bytes.lumen.md'), Buffer.concat([Buffer.from(good), words]));
  await ends(terminal, 0, ['trust', '.']);
  assert.match((await ends(terminal, 0, ['run', 'bytes.lumen.md'])).talk, /^bytes\.lumen\.md:9:17: warning: .*UTF-8/m);
  const after = readFileSync(join(terminal.folder, 'bytes.lumen.md'));
  assert.ok(after.includes('| 400 |') && after.subarray(-words.length).equals(words), after.toString('latin1'));
  const front = '---\nlimit: [1, {\nconnection: ./data\n---\n';
  assert.match((await ends(terminal, 0, ['run', 'front.lumen.md'])).talk, /^front\.lumen\.md:[234]:\d+: error: /m);
  assert.ok(readFileSync(join(terminal.folder, 'front.lumen.md'), 'utf8').startsWith(front + '\n```sql {name=n}\n'), 'nothing is mended');
});

test('2: output that can not be written is no success', async t => {
  const terminal = new Terminal(t);
  const full = openSync('/dev/full', 'w');
  t.after(() => closeSync(full));
  const {code, signal} = await terminal.lumen(['run', '-c', './data', '--sql', 'SELECT 1 AS n', '--format', 'csv'], {output: full});
  assert.deepEqual({code, signal}, {code: 2, signal: null});
});
