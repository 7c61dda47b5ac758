// A request that waits for its run and is cancelled, in each stage of the run: one reply, an unharmed text, a session that goes on.
import assert from 'node:assert/strict';
import {createServer} from 'node:net';
import test from 'node:test';
import {Session, temporaryFolder} from './session.mjs';
import {endless, fence, frontMatter, shop} from './shop.mjs';

const cancelled = -32800;
const open = (t, options = {}) => Session.open(t, {folder: temporaryFolder(t, shop(2000)), ...options});
const question = 'What is the total amount of orders per product?';

const ask = document => ['lumen.ask', {uri: document.uri, position: document.position(document.text.indexOf(question)), wait: true}];
const run = document => ['lumen.run', {uri: document.uri, cell: 'x', wait: true}];

/** Begins a command that waits for its run, and cancels the request as soon as `moment` is there. Gives the reply. */
async function cancelAt(session, [command, argument], moment) {
  const request = session.begin('workspace/executeCommand', {command, arguments: [argument]});
  let answered = null;
  void request.reply.then(reply => { answered = reply; });
  await session.until(() => answered || moment(), 'the moment to cancel');
  session.notify('$/cancelRequest', {id: request.id});
  return request.reply;
}

/** What must hold afterwards, whatever the cancel met: another question is answered, and no reply came twice (`close`). */
async function goesOn(session) {
  const document = session.openDocument('next.lumen.md', `${frontMatter}\nHow many orders are there?\n`);
  await session.ask(document, 'How many');
  assert.ok(document.text.includes('lumen:result'), document.text);
  await session.close();
}

const stage = (session, pattern) => () => [...session.progress.values()].flat().some(told => pattern.test(told.message ?? ''));
const asked = (session, method) => () => session.received.some(message => message.method === method);

for (const [name, pattern] of [['the schema is read', /reading/], ['the question is thought about', /thinking/],
  ['the query runs', /running/], ['the chart is drawn', /drawing/], ['the answer is written', /^writing/]]) {
  // These stages are short, so that the cancel may come when all is done; then the answer stands in the text.
  test(`cancelled when told that ${name}`, async t => {
    const session = await open(t);
    const document = session.openDocument('a.lumen.md', `${frontMatter}\n${question}\n\nThe end.\n`);
    const before = document.text;
    const reply = await cancelAt(session, ask(document), stage(session, pattern));
    if (reply.error) {
      assert.equal(reply.error.code, cancelled, JSON.stringify(reply));
      assert.equal(document.text, before);
    } else {
      assert.equal(reply.result.status, 'ok', JSON.stringify(reply));
      assert.match(document.text, /lumen:end -->\n\nThe end\.\n$/);
    }
    await goesOn(session);
  });
}

test('cancelled before anything was told', async t => {
  const session = await open(t);
  const document = session.openDocument('a.lumen.md', `${frontMatter}\n${question}\n`);
  const before = document.text;
  const reply = await cancelAt(session, ask(document), () => true);
  assert.equal(reply.error?.code, cancelled, JSON.stringify(reply));
  assert.equal(document.text, before);
  await goesOn(session);
});

test('cancelled while the user is asked for trust', async t => {
  const session = await open(t, {initializationOptions: {runFinished: true}});
  session.withheld.add('window/showMessageRequest');
  const document = session.openDocument('a.lumen.md', `${frontMatter}\n${question}\n`);
  const before = document.text;
  const reply = await cancelAt(session, ask(document), asked(session, 'window/showMessageRequest'));
  assert.equal(reply.error?.code, cancelled, JSON.stringify(reply));
  session.choices = ['Trust'];
  session.answerWithheld(); // a yes that comes late lets the next run go, and doesn't bring back the cancelled one
  await goesOn(session);
  assert.equal(document.text, before);
});

test('cancelled while the server of the database is silent', async t => {
  const sockets = [];
  const server = createServer(socket => { sockets.push(socket); socket.on('error', () => {}); });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  t.after(() => { for (const socket of sockets) socket.destroy(); server.close(); });
  const session = await open(t);
  const document = session.openDocument('a.lumen.md', `---\nconnection: postgresql://me@127.0.0.1:${server.address().port}/none?sslmode=disable&connect_timeout=300\n---\n\n${fence('SELECT 1 AS one', 'name=x')}`);
  const before = document.text;
  const reply = await cancelAt(session, run(document), stage(session, /connecting/));
  assert.equal(reply.error?.code, cancelled, JSON.stringify(reply));
  assert.equal(document.text, before);
  // The notebook's own next run waits for nothing, and neither does the end of the server.
  session.replaceText(document, `${frontMatter}\n${fence('SELECT count(*) AS n FROM orders', 'name=x')}`);
  await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
  assert.match(document.text, /\| +2000 \|/);
  await goesOn(session);
});

test('cancelled while the database works, and while another run waits for its turn', async t => {
  const session = await open(t);
  const document = session.openDocument('a.lumen.md', `${frontMatter}\n${fence(endless, 'name=x timeout=600')}\n${fence('SELECT 1 AS one', 'name=y')}`);
  const before = document.text;
  const first = session.begin('workspace/executeCommand', {command: 'lumen.run', arguments: [{uri: document.uri, cell: 'x', wait: true}]});
  await session.until(stage(session, /running/), 'the database to work');
  const second = await cancelAt(session, ['lumen.run', {uri: document.uri, cell: 'y', wait: true}], () => true);
  assert.equal(second.error?.code, cancelled, JSON.stringify(second));
  session.notify('$/cancelRequest', {id: first.id});
  session.notify('$/cancelRequest', {id: first.id}); // an impatient user
  assert.equal((await first.reply).error?.code, cancelled);
  assert.equal(document.text, before);
  await goesOn(session);
});

test('cancelled while the edit is on its way: it comes too late, and the answer tells what stands in the text', async t => {
  const session = await open(t);
  session.withheld.add('workspace/applyEdit');
  const document = session.openDocument('a.lumen.md', `${frontMatter}\n${fence('SELECT count(*) AS n FROM orders', 'name=x')}`);
  const request = session.begin('workspace/executeCommand', {command: 'lumen.run', arguments: [run(document)[1]]});
  await session.until(asked(session, 'workspace/applyEdit'), 'the edit');
  session.notify('$/cancelRequest', {id: request.id});
  session.answerWithheld();
  const reply = await request.reply;
  assert.equal(reply.result?.status, 'ok', JSON.stringify(reply));
  assert.match(document.text, /\| +2000 \|/);
  const sent = session.received.filter(message => message.method === 'workspace/applyEdit').length;
  await session.problems(document);
  assert.equal(session.received.filter(message => message.method === 'workspace/applyEdit').length, sent);
  await goesOn(session);
});

test('cancelled while the edit is on its way, which the editor then refuses', async t => {
  const session = await open(t);
  session.withheld.add('workspace/applyEdit');
  const document = session.openDocument('a.lumen.md', `${frontMatter}\n${fence('SELECT count(*) AS n FROM orders', 'name=x')}`);
  const before = document.text;
  const request = session.begin('workspace/executeCommand', {command: 'lumen.run', arguments: [run(document)[1]]});
  await session.until(asked(session, 'workspace/applyEdit'), 'the edit');
  session.notify('$/cancelRequest', {id: request.id});
  session.edits = 'refuse';
  session.answerWithheld();
  const reply = await request.reply;
  assert.equal(reply.result?.status, 'cancelled', JSON.stringify(reply));
  assert.equal(document.text, before);
  assert.equal(session.received.filter(message => message.method === 'workspace/applyEdit').length, 1);
  session.edits = 'apply';
  await goesOn(session);
});

test('cancelled while an editor leaves the edit unanswered', async t => {
  const session = await open(t);
  session.withheld.add('workspace/applyEdit');
  const document = session.openDocument('a.lumen.md', `${frontMatter}\n${fence('SELECT count(*) AS n FROM orders', 'name=x')}`);
  const reply = await cancelAt(session, run(document), asked(session, 'workspace/applyEdit'));
  assert.equal(reply.result?.status, 'cancelled', JSON.stringify(reply));
  assert.match(reply.result.message, /did not answer/);
  session.answerWithheld(); // the editor takes it after all: the text is the editor's, and nothing is sent again
  await goesOn(session);
});
