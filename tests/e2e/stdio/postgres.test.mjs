// PostgreSQL over the wire: a question answered, and what goes wrong told: passwords, tables, servers that go away.
import assert from 'node:assert/strict';
import {execFileSync} from 'node:child_process';
import test from 'node:test';
import {Postgres} from './postgres.mjs';
import {Session, temporaryFolder} from './session.mjs';
import {fence} from './shop.mjs';

test('PostgreSQL', {timeout: 180_000}, async t => {
  const server = await Postgres.start(end => t.after(end));
  const create = `CREATE TABLE customers (id int PRIMARY KEY, city text NOT NULL);
    CREATE TABLE sales (id int PRIMARY KEY, customer_id int NOT NULL REFERENCES customers, amount numeric(10,2) NOT NULL, sold_on date NOT NULL);
    INSERT INTO customers SELECT i, 'City ' || i % 4 FROM generate_series(1, 20) i;
    INSERT INTO sales SELECT i, 1 + i % 20, (i * 7) % 100 + 0.5, date '2024-01-01' + i % 300 FROM generate_series(1, 500) i;`;
  server.sql(create);
  const notebook = body => `---\nconnection: ${server.url()}\n---\n\n${body}`;
  const open = (test, password = server.password) => Session.open(test, {folder: temporaryFolder(test), env: {PGPASSWORD: password}});
  const lastRun = session => [...session.outcomes.values()].at(-1);

  await t.test('a question is answered from it', async inner => {
    const session = await open(inner);
    const document = session.openDocument('a.lumen.md', notebook('What is the total amount of sales per city?\n'));
    await session.ask(document, 'What is');
    assert.match(document.text, /engine=PostgreSQL/);
    assert.match(document.text, /\| City 0 +\|/);
    await session.close();
  });

  await t.test('a wrong password is told, and never shown', async inner => {
    const session = await open(inner, 'wrong-Secret-7');
    const document = session.openDocument('a.lumen.md', notebook(fence('SELECT 1 AS one', 'name=x')));
    const before = document.text;
    await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
    assert.equal(lastRun(session).status, 'failed');
    assert.match(lastRun(session).message, /password|authentication/i);
    assert.equal(document.text, before);
    assert.doesNotMatch(JSON.stringify(session.received) + session.standardError, /wrong-Secret-7/);
    await session.close();
  });

  await t.test('SQL that writes is refused before it is sent', async inner => {
    const session = await open(inner);
    for (const sql of ['DELETE FROM sales', 'WITH gone AS (DELETE FROM sales RETURNING *) SELECT * FROM gone', 'SELECT * INTO copy FROM sales',
      "SELECT pg_read_file('/etc/passwd')", 'SELECT * FROM sales FOR UPDATE', 'SELECT 1; DROP TABLE sales']) {
      const document = session.openDocument('a.lumen.md', notebook(fence(sql, 'name=x')));
      await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
      assert.equal(lastRun(session).status, 'failed', sql);
      session.closeDocument(document);
    }
    assert.equal(server.sql('SELECT count(*) FROM sales', undefined, ['-t', '-A']).trim(), '500');
    await session.close();
  });

  await t.test('a long query is cancelled in the server too', async inner => {
    const session = await open(inner);
    const document = session.openDocument('a.lumen.md', notebook(fence('SELECT count(*) AS n FROM sales a, sales b, sales c, sales d', 'name=x timeout=300')));
    const run = await session.start('lumen.run', {uri: document.uri, cell: 'x'});
    const active = () => server.sql("SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%sales d%' AND pid <> pg_backend_pid()", undefined, ['-t', '-A']).trim();
    for (let tries = 0; active() === '0' && tries < 100; ++tries) await new Promise(resolve => setTimeout(resolve, 50));
    assert.equal(active(), '1');
    session.notify('window/workDoneProgress/cancel', {token: run});
    await session.ended(run);
    assert.equal(lastRun(session).status, 'cancelled');
    for (let tries = 0; active() !== '0' && tries < 100; ++tries) await new Promise(resolve => setTimeout(resolve, 50));
    assert.equal(active(), '0');
    await session.close();
  });

  await t.test('a dropped table is told by its name', async inner => {
    const session = await open(inner);
    const document = session.openDocument('a.lumen.md', notebook(fence('SELECT count(*) AS n FROM sales', 'name=x')));
    await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
    const good = document.text;
    assert.match(good, /\| +500 \|/);
    server.sql('DROP TABLE sales');
    await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
    assert.equal(lastRun(session).status, 'failed');
    assert.match(lastRun(session).message, /sales/);
    assert.equal(document.text, good, 'the last good result stays');
    server.sql(create.replace(/CREATE TABLE customers[^;]*;/, '').replace(/INSERT INTO customers[^;]*;/, ''));
    await session.finish('lumen.run', {uri: document.uri, cell: 'x'});
    assert.notEqual(lastRun(session).status, 'failed', lastRun(session).message);
    await session.close();
  });

  await t.test('a server that goes away in the middle of a query', async inner => {
    const session = await open(inner);
    const document = session.openDocument('a.lumen.md', notebook(fence('SELECT count(*) AS n FROM sales a, sales b, sales c, sales d', 'name=x timeout=300')));
    const before = document.text;
    const run = await session.start('lumen.run', {uri: document.uri, cell: 'x'});
    await session.until(() => session.progress.get(run)?.some(stage => /run/i.test(stage.message ?? '')), 'the query');
    await new Promise(resolve => setTimeout(resolve, 300));
    execFileSync(`${server.bin}/pg_ctl`, ['-D', `${server.folder}/data`, 'stop', '-m', 'immediate'], {...server.as, cwd: server.folder, stdio: 'pipe'});
    await session.ended(run);
    assert.equal(lastRun(session).status, 'failed');
    assert.match(lastRun(session).message, /connection|server|closed|terminat|lost/i);
    assert.equal(document.text, before);
    await session.close();
  });
});
