// Frames that are broken, split, joined or too large: the right error, and a server that goes on.
import assert from 'node:assert/strict';
import test from 'node:test';
import {Session} from './session.mjs';

// A client of which the server asks nothing: replies would stand between the pieces of the frames below.
const quiet = {plain: true};
const frame = body => Buffer.concat([Buffer.from(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n`), Buffer.from(body)]);
const errors = session => session.received.filter(message => message.error && message.id === null);

/** The server still answers. */
async function alive(session) {
  assert.equal((await session.refused('lumen/alive', {}, {wrong: true})).code, -32601);
}

test('what is no JSON is a parse error', async t => {
  const session = await Session.open(t, quiet);
  for (const body of ['{', 'x', '', '{"jsonrpc":"2.0","id":1,"method":"a" "params"}', '\xff\xfe', '[1,', `${'['.repeat(20000)}`]) {
    const before = errors(session).length;
    session.sendRaw(frame(Buffer.from(body, 'latin1')));
    const all = await session.until(() => errors(session).length > before && errors(session), `an error for ${body.slice(0, 20)}`);
    assert.equal(all.at(-1).error.code, -32700, body.slice(0, 20));
  }
  await alive(session);
  await session.close();
});

test('what is JSON and no message is an invalid request', async t => {
  const session = await Session.open(t, quiet);
  for (const body of ['[]', '7', 'null', '{}', '{"jsonrpc":"2.0"}', '{"jsonrpc":"2.0","id":{},"method":"shutdown"}']) {
    const before = errors(session).length;
    session.sendRaw(frame(body));
    const all = await session.until(() => errors(session).length > before && errors(session), `an error for ${body}`);
    assert.equal(all.at(-1).error.code, -32600, body);
  }
  await alive(session);
  await session.close();
});

test('a reply to nothing is dropped', async t => {
  const session = await Session.open(t, quiet);
  session.sendRaw(frame('{"jsonrpc":"2.0","id":4711,"result":null}'));
  session.sendRaw(frame('{"jsonrpc":"2.0","id":"x","error":{"code":1,"message":"m"}}'));
  await alive(session);
  await session.close();
});

test('frames may come in pieces, several at once, and with a type', async t => {
  const session = await Session.open(t, quiet);
  const body = JSON.stringify({jsonrpc: '2.0', method: '$/nothing', params: {text: 'é😀漢'}});
  const bytes = Buffer.concat([frame(body), frame(body),
    Buffer.from(`content-length:${Buffer.byteLength(body)}\r\nContent-Type: application/vscode-jsonrpc; charset=utf-8\r\n\r\n${body}`)]);
  for (const byte of bytes) {
    session.sendRaw(Buffer.from([byte]));
    await new Promise(resolve => setImmediate(resolve));
  }
  session.sendRaw(Buffer.concat([bytes, bytes, bytes]));
  await alive(session);
  assert.equal(errors(session).length, 0);
  await session.close();
});

test('a message of 100 MB is drained and told once, and the session goes on', {timeout: 120_000}, async t => {
  const session = await Session.open(t, quiet);
  const length = 100 * 1024 * 1024;
  const head = '{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///big.lumen.md","languageId":"markdown","version":1,"text":"';
  const tail = '"}}}';
  session.sendRaw(`Content-Length: ${length}\r\n\r\n`);
  session.sendRaw(head);
  const block = Buffer.alloc(1024 * 1024, 'a');
  for (let left = length - head.length - tail.length; left > 0; left -= block.length) {
    const part = left < block.length ? block.subarray(0, left) : block;
    if (!session.child.stdin.write(part)) await new Promise(resolve => session.child.stdin.once('drain', resolve));
  }
  session.sendRaw(tail);
  await alive(session);
  const told = session.received.filter(message => (message.error && message.id === null) || message.method === 'window/showMessage');
  assert.equal(told.length, 1, JSON.stringify(told));
  assert.match(told[0].error?.message ?? told[0].params.message, /large|MiB|MB|bound|limit/i);
  await session.close();
});

for (const [name, header] of [
  ['no length', 'Content-Type: text/plain\r\n\r\n'],
  ['a length that is no number', 'Content-Length: many\r\n\r\n'],
  ['a negative length', 'Content-Length: -5\r\n\r\n'],
  ['a length beyond all numbers', 'Content-Length: 99999999999999999999999\r\n\r\n'],
  ['a header without end', `Content-Length: 5\r\nX: ${'y'.repeat(1 << 20)}`],
]) {
  test(`${name}: told, and the server ends or goes on, without a crash`, async t => {
    const session = await Session.open(t, quiet);
    session.sendRaw(header);
    await session.until(() => errors(session).length > 0 || session.exit, 'an error');
    if (errors(session).length > 0) assert.ok([-32700, -32600].includes(errors(session)[0].error.code));
    session.child.stdin.end();
    const {signal, code} = await session.exited;
    assert.equal(signal, null);
    assert.ok(code === 0 || code === 1, `${code}`);
    session.assertClean();
  });
}
