// The log file, and the note that a crash leaves.
import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {Session, temporaryFolder} from './session.mjs';
import {fence, frontMatter, shop} from './shop.mjs';

const start = (t, args) => {
  const folder = temporaryFolder(t, shop());
  return Session.open(t, {folder, args: ['--stdio', ...args]});
};

test('--log FILE takes the whole log; standard error stays empty, and no text of a notebook is in either', async t => {
  const session = await start(t, ['--log', 'server.log', '--log-level', 'trace']);
  const file = join(session.folder, 'server.log');
  const document = session.openDocument('a.lumen.md', `${frontMatter}\nThe word Sesame is private.\n\n${fence("SELECT 'Sesame' AS word FROM orders", 'name=x')}`);
  await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
  session.sendRaw('Content-Length: many\r\n\r\n'); // something that is worth a line
  await session.until(() => session.received.some(message => message.error && message.id === null), 'the parse error');
  session.child.stdin.end();
  await session.exited;
  const log = readFileSync(file, 'utf8');
  assert.notEqual(log, '');
  assert.equal(session.standardError, '');
  assert.doesNotMatch(log, /Sesame/);
});

test('a log that can not be written is told, and nothing is served', async t => {
  const session = new Session(t, {folder: temporaryFolder(t, shop()), args: ['--stdio', '--log', 'data/orders.csv/server.log']}); // below a file
  const {code, signal} = await session.until(() => session.exit, 'the end of the server').catch(error => session.exit ?? Promise.reject(error));
  assert.deepEqual({code, signal}, {code: 2, signal: null});
  assert.match(session.standardError, /^lumen-lsp: .*orders\.csv.*\n$/);
});

for (const [where, args] of [['on standard error', []], ['in the log file', ['--log', 'server.log']]]) {
  test(`a crash leaves a note ${where}, and is still a crash`, async t => {
    const session = await start(t, args);
    session.child.kill('SIGSEGV');
    const {signal} = await session.exited;
    assert.equal(signal, 'SIGSEGV');
    const file = join(session.folder, 'server.log');
    const note = args.length > 0 ? readFileSync(file, 'utf8') : session.standardError;
    assert.match(note, /lumen-lsp crashed \(signal 11\)/);
    if (args.length === 0) assert.ok(!existsSync(file));
    else assert.equal(session.standardError, '');
  });
}
