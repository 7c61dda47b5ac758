// Measures Lumen from outside, as an editor sees it, and writes docs/performance.md. Run it by scripts/bench on a quiet machine.
import {execFileSync} from 'node:child_process';
import {mkdirSync, readFileSync, writeFileSync} from 'node:fs';
import {cpus, loadavg, totalmem} from 'node:os';
import {join} from 'node:path';
import {Postgres} from '../e2e/stdio/postgres.mjs';
import {fence, frontMatter} from '../e2e/stdio/shop.mjs';
import {atEnd, clean, folder, open, start} from './session.mjs';

const root = process.env.LUMEN_ROOT;
const rows = []; // {what, figure, goal, met}

const sorted = times => [...times].sort((a, b) => a - b);
const quantile = (times, q) => sorted(times)[Math.min(times.length - 1, Math.floor(q * times.length))];
const median = times => quantile(times, 0.5);
const ms = value => `${value < 10 ? value.toFixed(1) : Math.round(value)} ms`;
const mb = value => `${(value / 1024).toFixed(1)} MB`;

function tell(what, figure, goal = '', met = null) {
  rows.push({what, figure, goal, met});
  console.log(`${what}: ${figure}${goal && ` (goal ${goal}${met ? '' : ', MISSED'})`}`);
}

async function time(act) {
  const begin = process.hrtime.bigint();
  await act();
  return Number(process.hrtime.bigint() - begin) / 1e6;
}

/** Resident memory of a process in KiB: all of it, and without what it shares with others. */
function memory(pid) {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const field = name => [...text.matchAll(new RegExp(`^${name}: +(\\d+)`, 'gm'))].reduce((sum, match) => sum + Number(match[1]), 0);
  return {resident: field('Rss'), own: field('Private_Clean') + field('Private_Dirty')};
}

async function startUp() {
  const times = [];
  for (let i = 0; i < 30; ++i) {
    let session;
    times.push(await time(async () => {
      session = start();
      await session.request('initialize', {processId: null, rootUri: null, capabilities: {}});
    }));
    session.notify('initialized', {});
    await session.close();
  }
  const spawned = [];
  for (let i = 0; i < 30; ++i) spawned.push(await time(() => execFileSync('/bin/true')));
  tell('Start to the reply to `initialize`, median of 30', `${ms(median(times))} (starting any program from here takes ${ms(median(spawned))})`, '20 ms', median(times) < 20);
  const session = await open();
  session.openDocument('a.lumen.md', `${frontMatter}\nHow many?\n`);
  await session.problems([...session.documents.values()][0]);
  await new Promise(resolve => setTimeout(resolve, 1000));
  const {resident, own} = memory(session.child.pid);
  tell('Idle memory, one small notebook open', `${mb(resident)} resident, ${mb(own)} of it its own`, '25 MB', resident / 1024 < 25);
  await session.close();
}

/** A notebook of about `lines` lines: prose, cells, and results as Lumen prints them. */
function notebook(lines) {
  const part = n => `## Part ${n}\n\nSome words on what was found in part ${n}, and why it matters.\n\nHow many orders are there in region ${n}?\n\n` +
    `${fence(`SELECT product, sum(amount) AS revenue\nFROM orders\nWHERE region_id = ${n}\nGROUP BY product\nORDER BY revenue DESC`, `name=cell_${n}`)}\n` +
    `<!-- lumen:result v=1 of=cell_${n} conn=./data rows=3 at=2026-01-01T00:00:00Z engine=DuckDB by=user -->\n\n` +
    `| product | revenue |\n| :------ | ------: |\n| lamp    |     ${n} |\n| chair   |     ${n} |\n| shelf   |     ${n} |\n\n<!-- lumen:end -->\n\n`;
  let text = frontMatter;
  for (let n = 1; text.split('\n').length < lines; n += Math.max(1, Math.floor((lines - text.split('\n').length) / 26))) {
    const many = Math.max(1, Math.floor((lines - text.split('\n').length) / 26));
    for (let i = 0; i < many; ++i) text += part(n + i);
  }
  return text;
}

async function typing() {
  for (const lines of [100, 1000, 10000]) {
    const session = await open();
    const document = session.openDocument('a.lumen.md', notebook(lines));
    await session.problems(document);
    const toProblems = [];
    const toLenses = [];
    for (let i = 0; i < 120; ++i) {
      const anchor = i % 2 ? 'FROM orders' : 'Some words';
      const at = document.text.indexOf(anchor, Math.floor(document.text.length * ((i * 37) % 100) / 140)) + 5;
      // Diagnostics and lenses by keystrokes of their own, so that neither waits for the other.
      document.lineStarts(); // the client's own search for its lines is no part of what is measured
      toProblems.push(await time(async () => { session.type(document, at, at, 'x'); await session.problems(document); }));
      await new Promise(resolve => setTimeout(resolve, 5));
      document.lineStarts();
      toLenses.push(await time(async () => {
        session.type(document, at, at + 1, '');
        await session.begin('textDocument/codeLens', {textDocument: {uri: document.uri}}).reply;
      }));
      await session.problems(document);
    }
    const goal = lines === 10000 ? 'p95 10 ms' : '';
    const told = times => `p50 ${ms(median(times))}, p95 ${ms(quantile(times, 0.95))}`;
    const met = times => (goal ? quantile(times, 0.95) < 10 : null);
    tell(`Keystroke to diagnostics, ${lines.toLocaleString('en')} lines`, told(toProblems), goal, met(toProblems));
    tell(`Keystroke to lenses, ${lines.toLocaleString('en')} lines`, told(toLenses), goal, met(toLenses));
    await session.close();
  }
}

// Each cell reads the one above it: what is told of them must not grow with the square of the chain.
async function chain() {
  const cells = 2000;
  let text = '---\nconnection: ./data\n---\n\n';
  for (let i = 0; i < cells; ++i) {
    const name = `c${i}`;
    text += `\`\`\`sql {name=${name}}\nSELECT * FROM ${i === 0 ? 'orders' : `\${c${i - 1}}`}\n\`\`\`\n\n` +
      `<!-- lumen:result v=1 of=${name} conn=./data sql=0000000000000000 rows=1 -->\n\n| a |\n| --- |\n| 1 |\n\n<!-- lumen:end -->\n\n`;
  }
  const session = await open();
  const document = session.openDocument('chain.lumen.md', text);
  const problems = await time(() => session.problems(document));
  const lenses = await time(() => session.begin('textDocument/codeLens', {textDocument: {uri: document.uri}}).reply);
  const name = `A chain of ${cells.toLocaleString('en')} references`;
  tell(`${name}, to lenses`, ms(lenses), '500 ms', lenses < 500);
  tell(`${name}, to diagnostics`, ms(problems), '1,000 ms', problems < 1000);
  await session.close();
}

async function memoryAfterEdits() {
  const session = await open();
  const document = session.openDocument('a.lumen.md', notebook(1000));
  await session.problems(document);
  await new Promise(resolve => setTimeout(resolve, 500));
  const before = memory(session.child.pid);
  for (let i = 0; i < 1000; ++i) {
    const at = document.text.indexOf('Some words', (i * 997) % document.text.length) + 4;
    session.type(document, Math.max(4, at), Math.max(4, at), 'x');
    if (i % 10 === 0) await session.problems(document);
  }
  await session.problems(document);
  await new Promise(resolve => setTimeout(resolve, 500));
  const after = memory(session.child.pid);
  tell('Memory with 1,000 lines open', `${mb(before.resident)} resident`);
  tell('The same after 1,000 edits', `${mb(after.resident)} resident`);
  await session.close();
}

function tables(count) {
  const subjects = ['orders', 'customers', 'stores', 'products', 'employees', 'invoices', 'payments', 'returns', 'suppliers', 'shipments',
    'warehouses', 'campaigns', 'visits', 'tickets', 'contracts', 'budgets', 'projects', 'assets', 'vehicles', 'courses'];
  const files = {};
  for (const subject of subjects.slice(0, count)) {
    const lines = [`${subject.slice(0, -1)}_id,region,status,amount,created_on,customer_id`];
    for (let i = 1; i <= 2000; ++i) {
      const day = new Date(Date.UTC(2022, 0, 1 + (i * 31) % 1000)).toISOString().slice(0, 10);
      lines.push(`${i},${['North', 'South', 'East', 'West'][i % 4]},${['open', 'closed', 'late'][i % 3]},${(i * 17) % 1000}.25,${day},${1 + i % 2000}`);
    }
    files[`data/${subject}.csv`] = lines.join('\n');
  }
  return files;
}

async function asking() {
  const subjects = ['orders', 'invoices', 'payments', 'shipments', 'tickets', 'contracts', 'assets', 'vehicles'];
  const shapes = [name => `What is the total amount of ${name} per region?`, name => `How many ${name} are there per month?`,
    name => `Top 3 regions by average amount of ${name}`, name => `How many ${name} have status late?`];
  const questions = subjects.flatMap(name => shapes.map(shape => shape(name)));
  const session = await open({folder: folder(tables(20))});
  const times = [];
  let answered = 0;
  for (const question of questions) {
    const document = session.openDocument('a.lumen.md', `${frontMatter}\n${question}\n`);
    times.push(await time(() => session.ask(document, question.slice(0, 12))));
    if (document.text.includes('lumen:result')) ++answered;
    session.closeDocument(document);
  }
  tell('Ask, 20 tables: the first question, schema read on the way', ms(times[0]));
  tell(`Ask, 20 tables: the next ${times.length - 1}, question to edit`, `${answered} of ${questions.length} answered, the others refused; p50 ${ms(median(times.slice(1)))}, p95 ${ms(quantile(times.slice(1), 0.95))}`);
  await session.close();
}

/** Times of a cell from the command to the edit, each with another constant so that its result is new. */
async function runs(session, header, sql, times) {
  const found = [];
  for (let i = 0; i < times + 2; ++i) {
    const document = session.openDocument('a.lumen.md', `${header}\n${fence(sql(i), 'name=x limit=1000')}`);
    const taken = await time(() => session.finish('lumen.run', {uri: document.uri, cell: 'x'}));
    if (!document.text.includes('lumen:result')) throw new Error(JSON.stringify([...session.outcomes.values()].at(-1)));
    if (i >= 2) found.push(taken); // the first two warm up: connection, schema, caches
    session.closeDocument(document);
  }
  return found;
}

function overhead(name, alone, through) {
  const extra = median(through) - median(alone);
  const share = 100 * extra / median(alone);
  tell(name, `${ms(median(through))} against ${ms(median(alone))} alone: ${ms(extra)}, ${share.toFixed(0)} %`, '10 % more', share < 10);
}

const sqls = {
  'a scan': i => `SELECT event_id, user_id, region, amount FROM events WHERE event_id > ${i} ORDER BY event_id LIMIT 1000`,
  'groups of 2,000,000 rows': i => `SELECT user_id % 1000 AS user_group, count(*) AS events, sum(amount + ${i}) AS total, count(DISTINCT user_id) AS users FROM events GROUP BY 1 ORDER BY 1`,
};

async function thousandRows() {
  const lines = ['event_id,user_id,region,amount'];
  for (let i = 1; i <= 200_000; ++i) lines.push(`${i},${(i * 7919) % 50_000},${['North', 'South', 'East', 'West'][i % 4]},${(i * 17) % 1000}.25`);
  const place = folder({'data/events.csv': lines.join('\n')});
  const compiled = join(place, 'duckdb_alone');
  const duckdb = join(root, 'build/deps/duckdb');
  execFileSync('g++', ['-O2', '-std=c++20', join(root, 'tests/bench/duckdb_alone.cpp'), '-o', compiled, `-I${duckdb}/include`, `-L${duckdb}/lib`, '-lduckdb', `-Wl,-rpath,${duckdb}/lib`]);
  const server = await Postgres.start(atEnd);
  server.sql(`CREATE TABLE events AS SELECT i AS event_id, (i::bigint * 7919) % 50000 AS user_id, (ARRAY['North','South','East','West'])[1 + i % 4] AS region,
    ((i * 17) % 1000 + 0.25)::numeric(10,2) AS amount FROM generate_series(1, 2000000) i; CREATE UNIQUE INDEX ON events (event_id); ANALYZE events;`);
  const session = await open({folder: place, env: server.environment()});
  for (const [name, sql] of Object.entries(sqls)) {
    const csv = name.replace('2,000,000', '200,000');
    const alone = execFileSync(compiled, [join(place, 'data'), sql(0), '22'], {encoding: 'utf8'}).trim().split('\n').map(Number).slice(2);
    overhead(`Run, 1,000 rows, DuckDB, ${csv}`, alone, await runs(session, frontMatter, sql, 20));
    const timed = server.sql(`\\timing on\n${Array.from({length: 22}, (unused, i) => `${sql(i)};\n`).join('')}`, undefined, ['-o', '/dev/null']);
    const psql = [...timed.matchAll(/^Time: ([\d.]+) ms/gm)].map(match => Number(match[1])).slice(2);
    overhead(`Run, 1,000 rows, PostgreSQL, ${name}`, psql, await runs(session, `---\nconnection: ${server.url()}\n---\n`, sql, 20));
  }
  await session.close();
}

function machine() {
  const osName = /^PRETTY_NAME="(.*)"/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? 'Linux';
  return `${cpus()[0].model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB of memory, ${osName}`;
}

function page(load) {
  const missed = rows.filter(row => row.met === false);
  const table = rows.map(({what, figure, goal, met}) => `| ${what} | ${figure} | ${goal}${goal && (met ? ', met' : ', **missed**')} |`).join('\n');
  return `# How fast Lumen is

Measured from outside, over stdio, as an editor sees it: \`./scripts/bench\` measures again and writes this page. It takes about two
minutes and needs a quiet machine. Release build, embedded engine, no network.

Machine: ${machine()}. Load when it began: ${load} (0 is a quiet machine; above 1 other work took part of it).

| what | figure | goal |
|---|---|---|
${table}

${missed.length === 0 ? 'Every goal is met.' : `Missed: ${missed.map(row => row.what).join('; ')}.`}

What the figures hold: a keystroke is the \`didChange\` as it is sent until the diagnostics of that version, or the reply with the
lenses, have been read by the client, so that its reading of JSON is part of it; its own search for
the lines of its text, before it sends, is not. A run is the command
until the edit is in the text and the client was told; "alone" is the same SQL in DuckDB through its C API with every value read, or psql's own timing with the output thrown away. A run also makes the table, the chart, the sentences, the hashes and a side file.
`;
}

const load = loadavg()[0].toFixed(1);
const parts = {startUp, typing, chain, memoryAfterEdits, asking, thousandRows};
const named = process.argv.slice(2).filter(argument => !argument.startsWith('--'));
const wanted = named.length > 0 ? named : Object.keys(parts);
try {
  for (const measure of wanted) await parts[measure]();
} finally {
  await clean();
}
if (named.length === 0 && !process.argv.includes('--dry-run')) {
  mkdirSync(join(root, 'docs'), {recursive: true});
  writeFileSync(join(root, 'docs/performance.md'), page(load));
}
