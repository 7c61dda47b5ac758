// Start and end of a session, and the errors of what comes at the wrong time.
import assert from 'node:assert/strict';
import {execFileSync, spawn} from 'node:child_process';
import test from 'node:test';
import {Session, fullCapabilities, program} from './session.mjs';

const uri = 'file:///tmp/a.lumen.md';
const hover = {textDocument: {uri}, position: {line: 0, character: 0}};

test('a session opens and closes in order', async t => {
  const session = await Session.open(t);
  const {capabilities, serverInfo} = session.initializeResult;
  assert.match(serverInfo.name, /lumen/i);
  assert.match(serverInfo.version, /^\d+\.\d+\.\d+/);
  for (const name of ['codeLensProvider', 'codeActionProvider', 'hoverProvider', 'documentSymbolProvider', 'foldingRangeProvider'])
    assert.ok(capabilities[name], name);
  const sync = capabilities.textDocumentSync;
  assert.equal(sync.change ?? sync, 2, 'incremental');
  assert.deepEqual([...capabilities.executeCommandProvider.commands].sort(), ['lumen.ask', 'lumen.cancel', 'lumen.changeChart',
    'lumen.deleteResult', 'lumen.refreshCatalog', 'lumen.run', 'lumen.runAll', 'lumen.runAt', 'lumen.runFrom', 'lumen.showState']);
  await session.close();
});

test('before initialize a request is an error and a notification is dropped', async t => {
  const session = new Session(t);
  assert.equal((await session.refused('textDocument/hover', hover)).code, -32002);
  session.notify('textDocument/didOpen', {textDocument: {uri, languageId: 'markdown', version: 1, text: '# a'}});
  await session.request('initialize', {processId: null, rootUri: null, capabilities: {}});
  session.notify('initialized', {});
  await session.close();
});

test('initialize comes once', async t => {
  const session = await Session.open(t);
  const error = await session.refused('initialize', {processId: null, rootUri: null, capabilities: {}});
  assert.equal(error.code, -32600);
  await session.close();
});

test('after shutdown every request is an error, and exit ends with 0', async t => {
  const session = await Session.open(t);
  assert.equal(await session.request('shutdown'), null);
  assert.equal((await session.refused('textDocument/hover', hover)).code, -32600);
  assert.equal((await session.refused('shutdown')).code, -32600);
  session.notify('exit');
  assert.deepEqual(await session.exited, {code: 0, signal: null});
  session.assertClean();
});

test('exit without shutdown ends with 1', async t => {
  const session = await Session.open(t);
  session.notify('exit');
  assert.deepEqual(await session.exited, {code: 1, signal: null});
  session.assertClean();
});

test('exit before initialize ends with 1', async t => {
  const session = new Session(t);
  session.notify('exit');
  assert.deepEqual(await session.exited, {code: 1, signal: null});
});

test('the end of standard input ends the server', async t => {
  const session = await Session.open(t);
  session.child.stdin.end();
  assert.deepEqual(await session.exited, {code: 1, signal: null});
  session.assertClean();
});

test('the server ends when the process of its client is gone', async t => {
  const client = spawn('sleep', ['60']);
  t.after(() => client.kill());
  const session = new Session(t);
  await session.request('initialize', {processId: client.pid, rootUri: null, capabilities: {}});
  session.notify('initialized', {});
  client.kill();
  await session.until(() => session.exit, 'the end of the server');
  assert.equal(session.exit.signal, null);
  session.assertClean();
});

test('what nobody knows is an error for a request and nothing for a notification', async t => {
  const session = await Session.open(t);
  assert.equal((await session.refused('lumen/fly', {}, {wrong: true})).code, -32601);
  assert.equal((await session.refused('$/fly', {}, {wrong: true})).code, -32601);
  session.notify('$/fly', {}, {wrong: true});
  session.notify('lumen/fly', {}, {wrong: true});
  assert.equal((await session.refused('textDocument/hover', {textDocument: 7}, {wrong: true})).code, -32602);
  assert.equal((await session.refused('workspace/executeCommand', {command: 'lumen.fly', arguments: []}, {wrong: true})).code, -32602);
  assert.equal((await session.refused('workspace/executeCommand', {command: 'lumen.ask', arguments: [3]}, {wrong: true})).code, -32602);
  await session.close();
});

test('ids of either kind come back as they were', async t => {
  const session = await Session.open(t);
  session.send({jsonrpc: '2.0', id: 'a "name"', method: 'lumen/fly', params: {}}, {wrong: true});
  const reply = await session.until(() => session.received.find(message => message.id === 'a "name"'), 'the reply');
  assert.equal(reply.error.code, -32601);
  session.faults = session.faults.filter(fault => !fault.startsWith('a reply to nothing')); // it was sent past the session's books
  await session.close();
});

test('the encoding of positions is one that both know', async t => {
  for (const [offered, taken] of [[undefined, undefined], [['utf-16'], 'utf-16'], [['utf-8', 'utf-16'], 'utf-8'],
    [['utf-32'], 'utf-32'], [['utf-7', 'utf-16'], 'utf-16']]) {
    const capabilities = fullCapabilities();
    capabilities.general = offered ? {positionEncodings: offered} : {};
    const session = await Session.open(t, {capabilities});
    assert.equal(session.initializeResult.capabilities.positionEncoding ?? 'utf-16', taken ?? 'utf-16');
    await session.close();
  }
});

test('flags', () => {
  assert.match(execFileSync(program, ['--version'], {encoding: 'utf8'}), /\d+\.\d+\.\d+/);
  assert.match(execFileSync(program, ['--help'], {encoding: 'utf8'}), /--stdio[\s\S]*--log/);
  assert.throws(() => execFileSync(program, ['--fly'], {stdio: 'pipe'}), error => error.status !== 0 && /--fly/.test(error.stderr + error.stdout));
});
