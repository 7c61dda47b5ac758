// What bad input gets: a clear message in its place, and a document that is not harmed.
import assert from 'node:assert/strict';
import {rmSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {Session, temporaryFolder} from './session.mjs';
import {fence, frontMatter, shop} from './shop.mjs';

const open = t => Session.open(t, {folder: temporaryFolder(t, shop())});
const lastRun = session => session.received.findLast(message => message.method === 'lumen/runFinished').params;

/** Runs cell `x` and expects it to fail with a message like `pattern`, told on the cell, and the text unharmed. */
async function fails(session, document, pattern) {
  const before = document.text;
  await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
  assert.equal(lastRun(session).status, 'failed', JSON.stringify(lastRun(session)));
  assert.match(lastRun(session).message, pattern);
  assert.equal(document.text, before);
  const problem = await session.problem(document, pattern);
  const first = document.lineOf('```sql');
  const last = document.position(document.text.indexOf('```', document.text.indexOf('```sql') + 3)).line;
  assert.ok(problem.range.start.line >= first && problem.range.end.line <= last, `on the cell: ${JSON.stringify(problem)}`);
  return problem;
}

test('front matter that is no YAML is a problem at its place', async t => {
  const session = await open(t);
  const document = session.openDocument('a.lumen.md', '---\nconnection: [./data\nlimit: {\n---\n\nHow many orders are there?\n');
  const problems = await session.problems(document);
  const found = problems.find(one => one.severity === 1 && one.range.start.line < 4);
  assert.ok(found, JSON.stringify(problems));
  await session.ask(document, 'How many');
  assert.ok(document.text.startsWith('---\nconnection: [./data\nlimit: {\n---\n'), document.text);
  await session.close();
});

test('front matter with a wrong type, a near miss and a password', async t => {
  const session = await open(t);
  const document = session.openDocument('a.lumen.md', '---\nconnexion: ./data\nlimit: many\nconnection: postgres://anna:geheim@127.0.0.1/shop\n---\n');
  const problems = await session.problems(document);
  const at = line => problems.filter(one => one.range.start.line === line);
  assert.ok(at(1).length > 0, JSON.stringify(problems));
  assert.ok(at(2).some(one => one.severity === 1), JSON.stringify(problems));
  assert.ok(at(3).some(one => one.severity === 1), JSON.stringify(problems));
  assert.doesNotMatch(JSON.stringify(problems), /geheim/, 'a password is never repeated');
  await session.close();
});

test('fences that never end, or begin inside one another', async t => {
  const session = await open(t);
  const text = `${frontMatter}\n\`\`\`sql {name=x}\nSELECT count(*) AS n FROM orders\n\nText that the fence swallowed.\n\n\`\`\`\`md\n${fence('SELECT 1', 'name=inner')}`;
  const document = session.openDocument('a.lumen.md', text);
  const problems = await session.problems(document);
  assert.ok(problems.length > 0, 'an open fence is told');
  await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
  for (const line of text.split('\n')) assert.ok(document.text.includes(line), line);
  await session.close();
});

test('stamps half written, twice, without end, of another version', async t => {
  const session = await open(t);
  for (const marker of ['<!-- lumen:result', '<!-- lumen:result v=1 of=x', '<!-- lumen:result v=1 of=x -->', '<!-- lumen:result v=99 of=x -->\n\nkept\n\n<!-- lumen:end -->',
    '<!-- lumen:result v=1 of=x sql=zz data=%zz rows=-- -->\n<!-- lumen:result v=1 of=x -->\n<!-- lumen:end -->', '<!-- lumen:end -->']) {
    const text = `${frontMatter}\n${fence('SELECT count(*) AS n FROM orders', 'name=x')}\n${marker}\n\nThe author's words.\n`;
    const document = session.openDocument('stamp.lumen.md', text);
    await session.problems(document);
    await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
    assert.ok(document.text.includes("The author's words.\n"), `${marker}\n${document.text}`);
    if (marker.includes('v=99')) assert.ok(document.text.includes(marker), 'what a newer Lumen wrote is not touched');
    if (marker.endsWith('of=x -->')) assert.ok((await session.problems(document)).length > 0 || document.text.includes('lumen:end'), 'told');
    session.closeDocument(document);
  }
  await session.close();
});

test('text that is no Unicode: lone surrogates, NUL, control characters', async t => {
  const session = await open(t);
  const document = session.openDocument('a.lumen.md', `${frontMatter}\nA \ud83d lone \ude00 one, \u0000 and \u202e.\n\nHow many orders are there?\n`);
  session.type(document, document.text.indexOf('A '), document.text.indexOf('A '), 'x\udc00 ');
  await session.ask(document, 'How many');
  assert.ok(document.text.includes('lumen:result'), document.text);
  await session.close();
});

test('bytes that are no UTF-8 are a parse error, and the session goes on', async t => {
  const session = await open(t);
  const body = Buffer.from('{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file:///b.lumen.md","languageId":"markdown","version":1,"text":"\xc3\x28 \xff"}}}', 'latin1');
  session.sendRaw(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  const document = session.openDocument('a.lumen.md', `${frontMatter}\nHow many orders are there?\n`);
  await session.ask(document, 'How many');
  assert.ok(document.text.includes('lumen:result'));
  await session.close();
});

test('a connection that nobody knows', async t => {
  const session = await open(t);
  const document = session.openDocument('a.lumen.md', `---\nconnection: nowhere\n---\n\n${fence('SELECT 1 AS one', 'name=x')}`);
  await fails(session, document, /nowhere/);
  await session.close();
});

test('a folder that is not there', async t => {
  const session = await open(t);
  const document = session.openDocument('a.lumen.md', `---\nconnection: ./nothing\n---\n\n${fence('SELECT 1 AS one', 'name=x')}`);
  await fails(session, document, /nothing/);
  await session.close();
});

test('SQL that writes, and two statements', async t => {
  const session = await open(t);
  for (const [sql, pattern] of [
    ['DELETE FROM orders', /read|DELETE|only/i],
    ["COPY orders TO '/tmp/lumen-out.csv'", /read|COPY|only/i],
    ['SELECT 1 AS a; SELECT 2 AS b', /statement/i],
    ['SELECT 1 AS a; -- and\nDROP TABLE orders', /statement|DROP|read/i],
    ["SELECT * FROM read_text('/etc/passwd')", /read_text|file|allow/i],
    ["ATTACH '/tmp/x.db'", /read|ATTACH|only/i],
    ['SET memory_limit = 1', /read|SET|only/i],
  ]) {
    const document = session.openDocument('a.lumen.md', `${frontMatter}\n${fence(sql, 'name=x')}`);
    await fails(session, document, pattern);
    session.closeDocument(document);
  }
  await session.close();
});

test('SQL that does not parse is told at its place before it is run', async t => {
  const session = await open(t);
  const document = session.openDocument('a.lumen.md', `${frontMatter}\n${fence('SELECT count(*) AS n FROM orders', 'name=x')}`);
  await session.finish('lumen.run', {uri: document.uri, cell: 'x'}); // DuckDB parses where it is open
  const at = document.text.indexOf('FROM orders');
  session.type(document, at, at, 'FRM ');
  const problems = await session.until(() => {
    const found = session.diagnostics.get(document.uri);
    return found?.version === document.version && found.diagnostics.some(one => one.severity === 1) && found.diagnostics;
  }, 'the syntax error');
  const error = problems.find(one => one.severity === 1);
  const line = document.lineOf('FRM');
  assert.ok(error.range.start.line === line, JSON.stringify(problems));
  await session.close();
});

test('a column that is not there comes with the database\'s own message and its hint', async t => {
  const session = await open(t);
  const document = session.openDocument('a.lumen.md', `${frontMatter}\n${fence('SELECT amuont FROM orders', 'name=x')}`);
  const problem = await fails(session, document, /amuont/);
  assert.match(problem.message, /amount/, 'the nearest column');
  // Mended and run again, the problem goes.
  const at = document.text.indexOf('amuont');
  session.type(document, at, at + 6, 'amount');
  await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
  assert.ok(document.text.includes('lumen:result'));
  await session.until(() => !session.diagnostics.get(document.uri).diagnostics.some(one => /amuont/.test(one.message)), 'the problem to go');
  await session.close();
});

test('a question with no answer', async t => {
  const session = await open(t);
  const before = `${frontMatter}\nWhat is the colour of happiness on Mars?\n\nAfter.\n`;
  const document = session.openDocument('a.lumen.md', before);
  await session.ask(document, 'What is the colour');
  for (const line of before.split('\n')) assert.ok(document.text.includes(line), line);
  assert.doesNotMatch(document.text, /```sql/, 'no SQL is made up');
  const told = document.text.includes('lumen:answer') ? document.text : lastRun(session).message;
  assert.match(told, /refusal|can't|cannot|no answer|nothing|not/i);
  await session.close();
});

test('a table that is gone since the schema was read', async t => {
  const session = await open(t);
  const document = session.openDocument('a.lumen.md', `${frontMatter}\n${fence('SELECT count(*) AS n FROM orders', 'name=x')}`);
  await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
  const result = document.text;
  rmSync(join(session.folder, 'data/orders.csv'));
  await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
  assert.equal(lastRun(session).status, 'failed');
  assert.match(lastRun(session).message, /orders/);
  assert.equal(document.text, result, 'the last good result stays');
  writeFileSync(join(session.folder, 'data/orders.csv'), shop()['data/orders.csv']);
  await session.request('workspace/executeCommand', {command: 'lumen.refreshCatalog', arguments: [{uri: document.uri}]});
  await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
  assert.notEqual(lastRun(session).status, 'failed', lastRun(session).message);
  await session.close();
});

test('data that is deleted in mid-query: the run ends, the text is whole, and the next run is told', async t => {
  const session = await Session.open(t, {folder: temporaryFolder(t, shop(700))});
  const document = session.openDocument('a.lumen.md', `${frontMatter}\n${fence('SELECT count(*) AS n FROM orders a, orders b, orders c WHERE a.amount * b.amount = c.amount', 'name=x timeout=60')}\nAfter.\n`);
  const before = document.text;
  const run = await session.start('lumen.run', {uri: document.uri, cell: 'x'});
  await session.until(() => session.progress.get(run)?.some(stage => /running/.test(stage.message ?? '')), 'the query');
  rmSync(join(session.folder, 'data'), {recursive: true});
  await session.ended(run);
  if (lastRun(session).status === 'failed') assert.equal(document.text, before);
  else assert.match(document.text, /lumen:end -->\n\nAfter\.\n$/); // it had read all that it needed
  const held = document.text;
  await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
  assert.equal(lastRun(session).status, 'failed');
  assert.match(lastRun(session).message, /data/);
  await session.problem(document, /data/);
  assert.equal(document.text, held, 'what was found before stays');
  await session.close();
});

test('a value of 100 MB, and a notebook that is larger than can be worked on', async t => {
  const session = await open(t);
  const document = session.openDocument('a.lumen.md', `${frontMatter}\n${fence("SELECT repeat('x', 100000000) AS v", 'name=x')}`);
  await fails(session, document, /larger than the limit of 64 MiB/);
  const large = session.openDocument('b.lumen.md', `${frontMatter}\n${fence(`SELECT '${'x'.repeat(17 << 20)}' AS v`, 'name=x')}`);
  const told = await session.until(() => session.received.find(message => message.method === 'window/showMessage'), 'a word on its size');
  assert.match(told.params.message, /b\.lumen\.md.*16 MiB|16 MiB.*b\.lumen\.md/);
  const error = await session.refused('workspace/executeCommand', {command: 'lumen.run', arguments: [{uri: large.uri, cell: 'x'}]});
  assert.equal(error.code, -32602);
  session.closeDocument(large);
  session.replaceText(document, `${frontMatter}\n${fence("SELECT repeat('x', 1000000) AS v", 'name=x')}`);
  await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
  assert.ok(document.text.includes('lumen:result') && document.text.length < 100_000, 'a long value is cut where it is shown');
  await session.close();
});

test('a file that is no database', async t => {
  const session = await open(t);
  writeFileSync(join(session.folder, 'broken.duckdb'), 'this is no database '.repeat(500));
  writeFileSync(join(session.folder, 'data/broken.csv'), Buffer.from([0xff, 0xfe, 0x00, 0x22, 0x0a, 0x22]));
  const document = session.openDocument('a.lumen.md', `---\nconnection: ./broken.duckdb\n---\n\n${fence('SELECT 1 AS one', 'name=x')}`);
  await fails(session, document, /broken/);
  // One broken file among good ones takes nothing away from them.
  const good = session.openDocument('b.lumen.md', `${frontMatter}\n${fence('SELECT count(*) AS n FROM orders', 'name=x')}`);
  await session.finish('lumen.run', {uri: good.uri, cell: 'x'});
  assert.ok(good.text.includes('lumen:result'), JSON.stringify(lastRun(session)));
  await session.close();
});

test('values that would break out of the text are held in their cells', async t => {
  const session = await open(t);
  const hostile = "a | b <!-- lumen:end --> ``` <script>alert(1)</script> ' || chr(10) || '# heading' || chr(8238) || '";
  const document = session.openDocument('a.lumen.md', `${frontMatter}\n${fence(`SELECT '${hostile}' AS v, count(*) AS n FROM orders`, 'name=x')}\nAfter.\n`);
  await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
  const body = document.text.slice(document.text.indexOf('<!-- lumen:result'));
  assert.equal(body.split('<!-- lumen:end -->').length, 2, body);
  assert.doesNotMatch(body, /^# heading/m);
  assert.doesNotMatch(body.slice(0, body.indexOf('```vega') < 0 ? undefined : body.indexOf('```vega')), /<script>/);
  const text = document.text;
  await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
  assert.equal(document.text, text, 'it parses back to the same cells');
  await session.close();
});

test('a result of millions of rows is cut and says so', async t => {
  const session = await open(t);
  const document = session.openDocument('a.lumen.md', `${frontMatter}\n${fence('SELECT a.order_id, b.order_id AS other FROM orders a, orders b, orders c', 'name=x')}`);
  await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
  assert.match(document.text, /rows=1000\+/);
  assert.ok(document.text.length < 60_000, `${document.text.length}`);
  await session.close();
});
