// The main way: a question becomes SQL, table, chart and finding in the text; then run, change the chart, delete.
import assert from 'node:assert/strict';
import test from 'node:test';
import {Session, temporaryFolder} from './session.mjs';
import {fence, frontMatter, shop} from './shop.mjs';

const open = (t, options = {}) => Session.open(t, {folder: temporaryFolder(t, shop()), ...options});
const perProduct = fence('SELECT product, sum(amount) AS revenue FROM orders GROUP BY product ORDER BY revenue DESC', 'name=revenue');

/** What stands between the markers of a cell's result. */
function result(document, cell) {
  const found = new RegExp(`<!-- lumen:result [^>]*\\bof=${cell}\\b[\\s\\S]*?<!-- lumen:end -->`).exec(document.text);
  assert.ok(found, `no result of ${cell} in\n${document.text}`);
  return found[0];
}

test('a question is asked by its lens and answered below it', async t => {
  const session = await open(t);
  const before = `${frontMatter}# Shop\n\nWhat is the total amount of orders per product?\n\nThe end.\n`;
  const document = session.openDocument('shop.lumen.md', before);
  const lens = await session.lens(document, 'Ask');
  assert.equal(lens.range.start.line, document.lineOf('What is'));
  const {run} = await session.request('workspace/executeCommand', {command: lens.command.command, arguments: lens.command.arguments});
  await session.ended(run);

  assert.ok(document.text.startsWith(before.slice(0, before.indexOf('The end.'))), document.text);
  assert.ok(document.text.endsWith('The end.\n'));
  assert.match(document.text, /```sql \{name=\w+\}\nSELECT[\s\S]*```/i);
  assert.match(document.text, /\| lamp +\|/);
  assert.match(document.text, /```vega-lite\n\{/);
  assert.match(document.text, /\[[\d.,]+\]\(#\w+\/r\/\d+\//);
  for (const edit of document.lastEdits) assert.equal(edit.start, edit.end, 'an answer to a new question only adds');

  const stages = session.progress.get(run);
  assert.ok(stages.length >= 3, JSON.stringify(stages));
  assert.ok(stages[0].cancellable);
  const finished = session.received.find(message => message.method === 'lumen/runFinished')?.params;
  assert.equal(finished?.status, 'ok');
  assert.equal(finished.run, run);
  assert.ok(await session.lens(document, 'Ask again'));
  assert.deepEqual((await session.problems(document)).filter(one => one.severity === 1), []);
  await session.close();
});

test('a cell runs as it stands; a second run that finds the same changes no byte', async t => {
  const session = await open(t);
  const document = session.openDocument('shop.lumen.md', `${frontMatter}\n${perProduct}\nAfter.\n`);
  await session.finish('lumen.run', {uri: document.uri, cell: 'revenue'});
  assert.match(result(document, 'revenue'), /\| product \| revenue \|/);
  assert.match(result(document, 'revenue'), /rows=5/);
  const {text, version} = document;
  await session.finish('lumen.run', {uri: document.uri, cell: 'revenue'});
  assert.equal(document.text, text);
  assert.equal(document.version, version, 'not even an empty edit');
  assert.equal(session.received.findLast(message => message.method === 'lumen/runFinished').params.status, 'unchanged');
  await session.close();
});

test('edits are small: text above and below a result is not rewritten', async t => {
  const session = await open(t);
  const above = `${'Words above.\n\n'.repeat(50)}`;
  const below = `\n${'Words below.\n\n'.repeat(50)}`;
  const document = session.openDocument('shop.lumen.md', frontMatter + above + perProduct + below);
  await session.finish('lumen.run', {uri: document.uri, cell: 'revenue'});
  const cell = document.text.indexOf('GROUP BY product');
  session.type(document, cell, cell, "WHERE product <> 'rug' ");
  const before = document.text;
  await session.finish('lumen.run', {uri: document.uri, cell: 'revenue'});
  assert.match(result(document, 'revenue'), /rows=4/);
  const first = before.indexOf('<!-- lumen:result');
  const last = before.indexOf('<!-- lumen:end -->');
  for (const edit of document.lastEdits) assert.ok(edit.start >= first && edit.end <= last + 18, JSON.stringify(edit));
  assert.ok(document.lastEdits.reduce((sum, edit) => sum + edit.end - edit.start, 0) < last - first, 'some of the result was kept');
  await session.close();
});

test('all cells run in the order of their references', async t => {
  const session = await open(t);
  const document = session.openDocument('shop.lumen.md', `${frontMatter}
${fence('SELECT max(revenue) AS most FROM ${per_city}', 'name=best')}
${fence('SELECT city, sum(amount) AS revenue FROM orders JOIN stores USING (store_id) GROUP BY city ORDER BY city', 'name=per_city')}`);
  await session.finish('lumen.runAll', {uri: document.uri});
  assert.match(result(document, 'per_city'), /rows=8/);
  assert.match(result(document, 'best'), /\| +most \|/);
  await session.close();
});

test('another chart of the same result, and the result deleted', async t => {
  const session = await open(t);
  const document = session.openDocument('shop.lumen.md', `${frontMatter}\n${perProduct}`);
  const bare = document.text;
  await session.finish('lumen.run', {uri: document.uri, cell: 'revenue'});
  const at = {textDocument: {uri: document.uri}, position: document.position(document.text.indexOf('<!-- lumen:end'))};
  const chart = await session.request('lumen/chart', at);
  assert.equal(chart.cell, 'revenue');
  assert.equal(chart.kind, 'bar');
  assert.equal(chart.spec.data.values.length, 5);
  assert.ok(chart.kinds.includes('pie'), chart.kinds.join());

  await session.finish('lumen.changeChart', {uri: document.uri, cell: 'revenue', kind: 'pie'});
  assert.equal((await session.request('lumen/chart', at)).kind, 'pie');
  assert.match(result(document, 'revenue'), /"arc"/);

  const drawn = await session.request('lumen/chartText', {...at, width: 60, height: 12, colour: false});
  assert.ok(drawn.lines.length > 2 && drawn.lines.length <= 13, drawn.lines.join('\n'));
  assert.match(drawn.lines.join('\n'), /lamp/);
  assert.doesNotMatch(drawn.lines.join('\n'), /\x1b/);

  await session.request('workspace/executeCommand', {command: 'lumen.deleteResult', arguments: [{uri: document.uri, cell: 'revenue'}]});
  await session.until(() => !document.text.includes('lumen:result'), 'the result to go');
  assert.equal(document.text.trimEnd(), bare.trimEnd());
  await session.close();
});

test('a command may wait for its run, tell a state, and ask for the kind of a chart', async t => {
  const session = await open(t);
  const document = session.openDocument('shop.lumen.md', `${frontMatter}\n${perProduct}`);
  const execute = (command, argument) => session.request('workspace/executeCommand', {command, arguments: [{uri: document.uri, cell: 'revenue', ...argument}]});
  const reply = await execute('lumen.run', {wait: true});
  assert.equal(reply.status, 'ok', JSON.stringify(reply));
  assert.match(result(document, 'revenue'), /rows=5/);
  await execute('lumen.showState', {});
  const told = await session.until(() => session.received.find(message => message.method === 'window/showMessage'), 'the state');
  assert.match(told.params.message, /fresh/i);
  session.choices = ['pie'];
  const asked = await execute('lumen.changeChart', {wait: true});
  assert.equal(asked.status, 'ok', JSON.stringify(asked));
  assert.match(result(document, 'revenue'), /"arc"/);
  await session.close();
});

test('hover, outline and folds', async t => {
  const session = await open(t);
  const document = session.openDocument('shop.lumen.md', `${frontMatter}# Shop\n\n${perProduct}\nAfter.\n\n${fence('SELECT 1 AS one', 'name=other')}`);
  await session.finish('lumen.run', {uri: document.uri, cell: 'revenue'});
  const textDocument = {uri: document.uri};
  const hover = await session.request('textDocument/hover', {textDocument, position: document.position(document.text.indexOf('product,') + 2)});
  assert.match(JSON.stringify(hover.contents), /product/);
  const symbols = await session.request('textDocument/documentSymbol', {textDocument});
  assert.match(JSON.stringify(symbols), /"name":"Shop"[\s\S]*"name":"revenue"/);
  const folds = await session.request('textDocument/foldingRange', {textDocument});
  const start = document.lineOf('<!-- lumen:result');
  assert.ok(folds.some(fold => fold.startLine === start && fold.endLine === document.lineOf('<!-- lumen:end')), JSON.stringify(folds));
  const range = {start: document.position(document.text.indexOf('SELECT')), end: document.position(document.text.indexOf('SELECT'))};
  const actions = await session.request('textDocument/codeAction', {textDocument, range, context: {diagnostics: []}});
  const titles = actions.map(action => action.title);
  for (const verb of ['Run', 'Run all', 'Change chart', 'Delete result']) assert.ok(titles.some(title => title.startsWith(verb)), `${verb} in ${titles}`);
  assert.ok(actions.every(action => !action.isPreferred && !action.kind?.startsWith('source')));
  await session.close();
});

test('a client that can do nothing but the least gets its answer too', async t => {
  const session = await open(t, {plain: true});
  const document = session.openDocument('shop.lumen.md', `${frontMatter}\nHow many orders are there?\n`);
  const run = await session.start('lumen.ask', {uri: document.uri, position: document.position(document.text.indexOf('How'))});
  assert.equal(typeof run, 'string');
  await session.until(() => document.text.includes('lumen:end'), 'the answer');
  assert.match(document.text, /\b400\b/);
  const sent = session.received.filter(message => message.method === 'workspace/applyEdit');
  assert.ok(sent.every(({params}) => !params.edit.documentChanges), 'versioned edits are for those who know them');
  assert.equal(session.received.filter(message => message.method === 'window/workDoneProgress/create' || message.method === '$/progress').length, 0);
  await session.close();
});

// An answer that the editor doesn't take must not be lost without a word: it is tried again, then offered, then told on its place.
const offers = session => session.received.filter(message => message.method === 'window/showMessageRequest');
const sentEdits = session => session.received.filter(message => message.method === 'workspace/applyEdit').length;

test('an editor that says applied and drops the edit gets it again, and is told in the end', async t => {
  const session = await open(t);
  const document = session.openDocument('shop.lumen.md', `${frontMatter}\nHow many orders are there?\n`);
  const before = document.text;
  session.edits = 'claim';
  await session.ask(document, 'How many');
  assert.equal(document.text, before);
  assert.equal(sentEdits(session), 3);
  assert.equal(offers(session).length, 1);
  assert.match(offers(session)[0].params.message, /How many orders.*dropped/);
  session.edits = 'apply';
  await session.ask(document, 'How many');
  assert.ok(document.text.includes('lumen:result'));
  await session.close();
});

test('what is refused is offered, and nothing is lost', async t => {
  const session = await open(t);
  const document = session.openDocument('shop.lumen.md', `${frontMatter}\nHow many orders are there?\n`);
  const before = document.text;
  session.edits = 'refuse';
  session.withheld.add('window/showMessageRequest');
  const run = await session.start('lumen.ask', {uri: document.uri, position: document.position(document.text.indexOf('How many'))});
  const offer = await session.until(() => offers(session)[0], 'the offer');
  assert.equal(document.text, before);
  assert.equal(sentEdits(session), 3);
  assert.match(offer.params.message, /How many orders.*did not take.*Nothing was changed/);
  // The author takes it, now that the editor is ready: the SQL that was found stands at the end, to be run there.
  session.edits = 'apply';
  session.choices = ['Insert'];
  session.answerWithheld();
  await session.ended(run);
  assert.ok(document.text.startsWith(before), document.text);
  assert.match(document.text.slice(before.length), /^\n```sql\nSELECT[\s\S]*```\n$/);
  await session.close();
});

test('what is refused by an editor that can not be asked is told on its place', async t => {
  const session = await open(t, {plain: true});
  const document = session.openDocument('shop.lumen.md', `${frontMatter}\n${perProduct}`);
  const before = document.text;
  session.edits = 'refuse';
  await session.start('lumen.run', {uri: document.uri, cell: 'revenue'});
  const problem = await session.problem(document, /did not take the edit/);
  assert.equal(problem.range.start.line, document.lineOf('```sql'));
  assert.match(problem.message, /Run it again/);
  assert.equal(document.text, before);
  assert.equal(sentEdits(session), 3);
  session.edits = 'apply';
  await session.start('lumen.run', {uri: document.uri, cell: 'revenue'});
  await session.until(() => document.text.includes('lumen:end'), 'the result');
  await session.until(() => !session.diagnostics.get(document.uri).diagnostics.some(one => /did not take/.test(one.message)), 'the problem to go');
  await session.close();
});

test('positions count in the encoding that was agreed', async t => {
  for (const encoding of ['utf-8', 'utf-16', 'utf-32']) {
    const session = await open(t, {encodings: [encoding]});
    assert.equal(session.encoding, encoding);
    const document = session.openDocument('shop.lumen.md', `${frontMatter}# 😀 Größe 漢字\r\n\r\nWie 😀?\r\n\r\n${fence("SELECT '😀é漢' AS a, FROM", 'name=x')}`);
    // Typed between characters that count differently: only the right encoding puts it there.
    const after = document.text.indexOf('😀é') + 3;
    session.type(document, after, after, 'ß');
    session.type(document, document.text.indexOf('AS a,') + 4, document.text.indexOf('AS a,') + 5, '');
    session.type(document, document.text.indexOf('FROM'), document.text.indexOf('FROM') + 4, 'FROM orders LIMIT 1');
    await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
    assert.match(result(document, 'x'), /\| 😀éß漢 +\|/, encoding);
    const symbols = JSON.stringify(await session.request('textDocument/documentSymbol', {textDocument: {uri: document.uri}}));
    assert.match(symbols, /😀 Größe 漢字/);
    await session.close();
  }
});

test('line ends, byte-order mark and tabs come through untouched', async t => {
  const session = await open(t);
  const document = session.openDocument('shop.lumen.md',
    `\ufeff${frontMatter}\nHow many orders are there?\n\n\ttab  \ntrailing   \n`.replaceAll('\n', '\r\n'));
  const before = document.text;
  await session.ask(document, 'How many');
  assert.ok(document.text.includes('lumen:result'), document.text);
  assert.doesNotMatch(document.text, /[^\r]\n/, 'the answer ends its lines as the notebook does');
  const start = document.text.indexOf('```sql');
  const end = document.text.indexOf('<!-- lumen:end -->') + '<!-- lumen:end -->'.length;
  assert.equal((document.text.slice(0, start) + document.text.slice(end)).replace(/(\r\n)+/g, '|'), before.replace(/(\r\n)+/g, '|'));
  await session.close();
});

test('an untrusted folder runs nothing until the user says so', async t => {
  const text = `${frontMatter}\nHow many orders are there?\n`;
  const asked = session => session.received.filter(message => message.method === 'window/showMessageRequest');
  // The command may be refused itself, or its run.
  const told = async (session, document) => {
    const {error, result} = await session.begin('workspace/executeCommand', {command: 'lumen.ask', arguments: [{uri: document.uri, position: {line: 4, character: 0}}]}).reply;
    if (error) return error.message;
    await session.ended(result.run);
    return session.outcomes.get(result.run).message;
  };
  {
    const session = await open(t, {initializationOptions: {trusted: false, runFinished: true}});
    const document = session.openDocument('shop.lumen.md', text);
    assert.match(await told(session, document), /trust/i);
    assert.equal(document.text, text);
    session.notify('lumen/didChangeTrust', {trusted: true});
    await session.ask(document, 'How many');
    assert.ok(document.text.includes('lumen:result'));
    await session.close();
  }
  {
    const session = await open(t, {initializationOptions: {runFinished: true}});
    const document = session.openDocument('shop.lumen.md', text);
    await told(session, document);
    assert.equal(asked(session).length, 1, 'the question is asked');
    assert.equal(document.text, text, 'and dismissed: nothing was run');
    session.choices = [asked(session)[0].params.actions[0].title];
    await session.ask(document, 'How many');
    assert.ok(document.text.includes('lumen:result'), document.text);
    await session.close();
  }
});
