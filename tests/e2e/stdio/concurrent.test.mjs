// What happens while a run is on its way: cancel, edits above and below and inside, many runs at once.
import assert from 'node:assert/strict';
import test from 'node:test';
import {Session, temporaryFolder} from './session.mjs';
import {endless, fence, frontMatter, shop} from './shop.mjs';

const open = (t, rows = 400) => Session.open(t, {folder: temporaryFolder(t, shop(rows))});
const running = session => session.progress;

/** Starts the endless cell and waits until the database works on it. */
async function startEndless(session) {
  const document = session.openDocument('slow.lumen.md', `${frontMatter}\n${fence(endless, 'name=slow timeout=600')}`);
  const run = await session.start('lumen.run', {uri: document.uri, cell: 'slow'});
  await session.until(() => running(session).get(run)?.some(stage => /run|execut/i.test(stage.message ?? '')), 'the database to work');
  return {document, run};
}

for (const [how, cancel] of [
  ['the command', (session, {run}) => session.request('workspace/executeCommand', {command: 'lumen.cancel', arguments: [{run}]})],
  ['the command for a document', (session, {document}) => session.request('workspace/executeCommand', {command: 'lumen.cancel', arguments: [{uri: document.uri}]})],
  ['the progress', (session, {run}) => session.notify('window/workDoneProgress/cancel', {token: run})],
]) {
  test(`a long query is cancelled by ${how}, in the database too`, async t => {
    const session = await open(t, 2000);
    const started = await startEndless(session);
    const before = started.document.text;
    const begun = Date.now();
    await cancel(session, started);
    await session.ended(started.run);
    assert.ok(Date.now() - begun < 5000, `${Date.now() - begun} ms`);
    assert.equal(session.received.findLast(message => message.method === 'lumen/runFinished').params.status, 'cancelled');
    assert.equal(started.document.text, before);
    // The connection is usable at once: nothing works on in it.
    session.replaceText(started.document, before.replace(endless, 'SELECT count(*) AS n FROM orders'));
    await session.finish('lumen.run', {uri: started.document.uri, cell: 'slow'});
    assert.match(started.document.text, /\| +2000 \|/);
    await session.close();
  });
}

test('shutdown in the middle of a query ends at once', async t => {
  const session = await open(t, 2000);
  await startEndless(session);
  const begun = Date.now();
  await session.request('shutdown');
  session.notify('exit');
  assert.deepEqual(await session.exited, {code: 0, signal: null});
  assert.ok(Date.now() - begun < 5000, `${Date.now() - begun} ms`);
  session.assertClean();
});

test('closing the document ends its runs', async t => {
  const session = await open(t, 2000);
  const {document, run} = await startEndless(session);
  session.closeDocument(document);
  await session.ended(run);
  await session.close();
});

test('a request that is cancelled is answered once', async t => {
  const session = await open(t);
  const document = session.openDocument('many.lumen.md', frontMatter + 'How many orders are there?\n\n'.repeat(3000));
  for (let i = 0; i < 20; ++i) {
    session.type(document, document.text.length, document.text.length, 'x');
    const {id, reply} = session.begin('textDocument/codeLens', {textDocument: {uri: document.uri}});
    session.notify('$/cancelRequest', {id});
    const {error} = await reply;
    if (error) assert.ok([-32800, -32801].includes(error.code), JSON.stringify(error));
  }
  session.notify('$/cancelRequest', {id: 99999});
  await session.close();
});

test('a result lands at its cell although the text moved meanwhile', async t => {
  const session = await open(t);
  const document = session.openDocument('moved.lumen.md',
    `${frontMatter}\nIntro.\n\nWhat is the total amount of orders per product?\n\nOutro.\n`);
  const run = await session.start('lumen.ask', {uri: document.uri, position: document.position(document.text.indexOf('What is'))});
  for (let i = 0; i < 30; ++i) {
    const at = document.text.indexOf('Intro.');
    session.type(document, at, at, `line ${i}\n\n`);
    const end = document.text.indexOf('Outro.');
    session.type(document, end, end, `end ${i} `);
    await new Promise(resolve => setImmediate(resolve));
  }
  await session.ended(run);
  const {text} = document;
  assert.ok(text.indexOf('What is') < text.indexOf('```sql') && text.indexOf('```sql') < text.indexOf('<!-- lumen:result'), text);
  assert.ok(text.indexOf('<!-- lumen:end -->') < text.indexOf('end 0'), text);
  for (let i = 0; i < 30; ++i) assert.ok(text.includes(`line ${i}\n`) && text.includes(`end ${i} `), `edit ${i}`);
  await session.close();
});

test('a cell that is gone when its result arrives gets nothing', async t => {
  const session = await open(t);
  const document = session.openDocument('gone.lumen.md', `${frontMatter}\n${fence('SELECT count(*) AS n FROM orders', 'name=n')}\nRest.\n`);
  const run = await session.start('lumen.run', {uri: document.uri, cell: 'n'});
  session.replaceText(document, `${frontMatter}\nRest.\n`);
  await session.ended(run);
  assert.equal(document.text, `${frontMatter}\nRest.\n`);
  await session.close();
});

test('random edits while runs land lose nothing that was typed', {timeout: 120_000}, async t => {
  const session = await open(t);
  const questions = ['How many orders are there?', 'Total amount of orders per product?', 'What is the average amount per store?'];
  const document = session.openDocument('random.lumen.md', `${frontMatter}\n# Work\n\n${questions.map((question, i) => `P${i}.\n\n${question}\n\n`).join('')}End.\n`);
  let seed = 20241;
  const random = below => { seed = (seed * 1103515245 + 12345) % 2147483648; return seed % below; };
  const typed = [];
  const runs = [];
  for (let i = 0; i < 600; ++i) {
    if (i % 60 === 0) {
      const words = questions[random(questions.length)];
      runs.push(await session.start('lumen.ask', {uri: document.uri, position: document.position(document.text.indexOf(words))}));
    }
    // A word of its own, at the end of a line of the author's prose.
    const anchor = ['P0.', 'P1.', 'P2.', 'End.'][random(4)];
    const at = document.text.indexOf(anchor) + anchor.length;
    session.type(document, at, at, ` w${i}w`);
    typed.push(`w${i}w`);
    if (random(4) === 0) await new Promise(resolve => setTimeout(resolve, random(12)));
  }
  for (const run of runs) await session.ended(run);
  for (const word of typed) assert.equal(document.text.split(word).length, 2, `${word} is there once`);
  for (const question of questions) assert.equal(document.text.split(question).length, 2, question);
  assert.equal(document.text.split('<!-- lumen:result').length, document.text.split('<!-- lumen:end -->').length);
  // Client and server hold the same text: asking once more finds every cell where it is.
  const before = document.text;
  await session.finish('lumen.runAll', {uri: document.uri});
  for (const word of typed) assert.ok(document.text.includes(word), word);
  assert.equal(document.text.length, before.length, 'a rerun finds the same');
  await session.close();
});

test('the line of the cursor can stay: text around a result is not replaced when it lands', async t => {
  const session = await open(t);
  const document = session.openDocument('cursor.lumen.md', `${frontMatter}\nTotal amount of orders per product?\n\nThe cursor is here.\n`);
  await session.ask(document, 'Total amount');
  const here = edit => edit.newText.includes('The cursor is here.');
  assert.ok(!document.lastEdits.some(here), 'the cursor line is no part of an edit');
  assert.ok(document.lastEdits.every(edit => edit.start === edit.end), 'lines above and below only move');
  await session.close();
});
