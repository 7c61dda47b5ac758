// Measures Lumen from outside, as an editor sees it, and writes docs/performance.md. Run it by scripts/bench on a quiet machine.
import {execFileSync} from 'node:child_process';
import {existsSync, mkdirSync, readFileSync, writeFileSync} from 'node:fs';
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

/** A notebook of about `lines` lines as it stands after all its cells were run: prose, questions, cells and their results. */
async function notebook(lines) {
  const data = ['product,region_id,amount'];
  for (let i = 0; i < 3000; ++i) data.push(`${['lamp', 'chair', 'shelf'][i % 3]},${i % 997},${(i * 17) % 1000}.25`);
  const session = await open({folder: folder({'data/orders.csv': data.join('\n')})});
  const parts = Math.max(1, Math.round(lines / linesOfPart));
  let text = frontMatter;
  for (let n = 1; n <= parts; ++n)
    text += `## Part ${n}\n\nSome words on what was found in part ${n}, and why it matters.\n\nHow many orders are there in region ${n}?\n\n` +
      `${fence(`SELECT product, sum(amount) AS revenue\nFROM orders\nWHERE region_id % 331 = ${n}\nGROUP BY product\nORDER BY revenue DESC`, `name=cell_${n}`)}\n`;
  const document = session.openDocument('a.lumen.md', text);
  await session.request('workspace/executeCommand', {command: 'lumen.runAll', arguments: [{uri: document.uri, wait: true}]});
  await session.problems(document);
  return {session, document};
}
const linesOfPart = 33;

/** Times of keystrokes in milliseconds, until the problems and until the lenses are there. */
async function keystrokes(session, document) {
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
    await new Promise(resolve => setTimeout(resolve, 5));
  }
  return {toProblems, toLenses};
}

async function typing() {
  const told = times => `p50 ${ms(median(times))}, p95 ${ms(quantile(times, 0.95))}`;
  for (const lines of [100, 1000, 10000]) {
    const {session, document} = await notebook(lines);
    const count = document.lineStarts().length - 1;
    const lenses = await session.request('textDocument/codeLens', {textDocument: {uri: document.uri}});
    const state = await session.request('codeLens/resolve', lenses.at(-3));
    const cells = document.text.match(/^```sql/gm).length;
    const size = `${lines.toLocaleString('en')} lines`;
    if (Math.abs(count - lines) > lines / 4) throw new Error(`${count} lines instead of ${lines}`);
    if (!/^(Fresh|Run|Change|Delete)/.test(state.command.title)) throw new Error(`not what was run: ${state.command.title}`);
    const goal = lines === 10000 ? 'p95 10 ms' : '';
    const met = times => (goal ? quantile(times, 0.95) < 10 : null);
    const {toProblems, toLenses} = await keystrokes(session, document);
    tell(`Keystroke to diagnostics, ${size} (${cells} cells)`, told(toProblems), goal, met(toProblems));
    tell(`Keystroke to lenses, ${size}`, told(toLenses), goal, met(toLenses));
    if (goal) {
      const whole = await open({resolves: false, folder: session.folder});
      const again = whole.openDocument('a.lumen.md', document.text);
      await whole.problems(again);
      const {toLenses: all} = await keystrokes(whole, again);
      tell(`The same for a client that can't resolve lenses (${lenses.length.toLocaleString('en')} of them with their commands)`, told(all), goal, met(all));
      await whole.close();
    }
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
  const {session: maker, document: made} = await notebook(1000);
  const session = await open({folder: maker.folder});
  const document = session.openDocument('a.lumen.md', made.text);
  await maker.close();
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
  const log = join(place, 'lumen.log');
  const logged = await open({folder: place, env: server.environment(), args: ['--stdio', '--log', log, '--log-level', 'debug']});
  for (const [name, sql] of Object.entries(sqls)) {
    const csv = name.replace('2,000,000', '200,000');
    const alone = execFileSync(compiled, [join(place, 'data'), sql(0), '22'], {encoding: 'utf8'}).trim().split('\n').map(Number).slice(2);
    overhead(`Run, 1,000 rows, DuckDB, ${csv}`, alone, await runs(session, frontMatter, sql, 20));
    const timed = server.sql(`\\timing on\n${Array.from({length: 22}, (unused, i) => `${sql(i)};\n`).join('')}`, undefined, ['-o', '/dev/null']);
    const psql = [...timed.matchAll(/^Time: ([\d.]+) ms/gm)].map(match => Number(match[1])).slice(2);
    const remote = `---\nconnection: ${server.url()}\n---\n`;
    overhead(`Run, 1,000 rows, PostgreSQL, ${name}`, psql, await runs(session, remote, sql, 20));
    if (name !== 'a scan') continue;
    for (const [engine, header] of [['DuckDB', frontMatter], ['PostgreSQL', remote]]) {
      const before = existsSync(log) ? readFileSync(log, 'utf8').length : 0;
      await runs(logged, header, sql, 20);
      tell(`Steps of such a run, ${engine}, ${name}, by the server's own log`, steps(readFileSync(log, 'utf8').slice(before)));
    }
  }
  await logged.close();
  await session.close();
}

/** Medians of what the log tells of the steps of each run, those beneath a twentieth of a millisecond together. */
function steps(log) {
  const told = new Map();
  const all = [...log.matchAll(/ took [\d.]+ ms: (.*)/g)].slice(2);
  for (const [, line] of all)
    for (const part of line.split(', ')) {
      const [, name, taken] = /^(.*) ([\d.]+)$/.exec(part);
      told.set(name, [...(told.get(name) ?? []), Number(taken)]);
    }
  const medians = [...told].map(([name, taken]) => [name, median(taken)]);
  const small = medians.filter(([, taken]) => taken < 0.05).reduce((sum, [, taken]) => sum + taken, 0);
  return `${medians.filter(([, taken]) => taken >= 0.05).map(([name, taken]) => `${name} ${taken.toFixed(2)}`).join(', ')}, the rest ${small.toFixed(2)} ms`;
}

/** Eight notebooks run at once over one folder that was never read before. */
async function sharedFolder() {
  const session = await open({folder: folder(tables(20))});
  const before = memory(session.child.pid).own;
  const documents = Array.from({length: 8}, (unused, i) =>
    session.openDocument(`${i}.lumen.md`, `${frontMatter}\n${fence(`SELECT region, sum(amount) AS total FROM orders WHERE order_id > ${i} GROUP BY region`, 'name=x')}`));
  const run = () => Promise.all(documents.map(document => session.finish('lumen.run', {uri: document.uri, cell: 'x'})));
  const first = await time(run);
  const held = memory(session.child.pid).own - before;
  tell('Eight notebooks run at once, a folder of 20 files that nobody read before', `${ms(first)}; ${mb(held)} more memory`);
  tell('The same eight again', ms(await time(run)));
  await session.close();
}

/** The first code action on a result of 100,000 rows, in a server that didn't run it. */
async function largeActions() {
  const place = folder(tables(1));
  const runner = await open({folder: place});
  const document = runner.openDocument('a.lumen.md', `${frontMatter}\n${fence("SELECT 'group ' || (range % 9) AS name, range AS n, range * 0.5 AS half FROM range(100000)", 'name=x limit=100000')}`);
  await runner.finish('lumen.run', {uri: document.uri, cell: 'x'});
  const {text} = document;
  const state = runner.home;
  await runner.close();
  const actions = async (name, env) => {
    const session = await open({folder: place, ...env});
    const again = session.openDocument('a.lumen.md', text);
    await session.problems(again);
    const range = {start: again.position(text.indexOf('SELECT')), end: again.position(text.indexOf('SELECT'))};
    const ask = () => session.request('textDocument/codeAction', {textDocument: {uri: again.uri}, range, context: {diagnostics: []}});
    const taken = await time(ask);
    const kinds = found => found.filter(action => action.title.startsWith('Change chart')).length;
    let count = kinds(await ask());
    for (let i = 0; i < 100 && count === 0; ++i) {
      await new Promise(resolve => setTimeout(resolve, 50));
      count = kinds(await ask());
    }
    if (count === 0) throw new Error('no chart was offered');
    tell(`First code action on a result of 100,000 rows, ${name}`, ms(taken));
    await session.close();
  };
  await actions('kept by this machine', {home: state});
  await actions('that came as a side file', {});
}

/** Starts a command, cancels it after `delay` ms; how long the reply took from then, and until a small query after it was done. */
async function cancelled(session, document, command, argument, delay) {
  const {id, reply} = session.begin('workspace/executeCommand', {command, arguments: [{uri: document.uri, ...argument, wait: true}]});
  await new Promise(resolve => setTimeout(resolve, delay));
  let answer;
  const replied = await time(async () => {
    session.notify('$/cancelRequest', {id});
    answer = await reply;
  });
  if (answer.error?.code !== -32800) throw new Error(`not cancelled: ${JSON.stringify(answer)}`);
  const free = replied + await time(() => session.finish('lumen.run', {uri: document.uri, cell: 'small'}));
  return {replied, free};
}

async function cancelling() {
  const server = await Postgres.start(atEnd);
  const long = {
    'DuckDB': 'SELECT sum(a.range * b.range) AS total FROM range(100000000) a, range(1000) b',
    'PostgreSQL': 'SELECT count(*) AS n FROM generate_series(1, 4000000000::bigint) a',
  };
  const figure = found => `replied in ${ms(quantile(found.map(one => one.replied), 1))} at most of ${found.length}; the next query on that connection was done ${ms(quantile(found.map(one => one.free), 1))} at most after the cancel`;
  const met = found => found.every(one => one.replied < 100 && one.free < 100);
  const session = await open({folder: folder(tables(20)), env: server.environment()});
  for (const [engine, sql] of Object.entries(long)) {
    const header = engine === 'DuckDB' ? frontMatter : `---\nconnection: ${server.url()}\n---\n`;
    const document = session.openDocument(`${engine}.lumen.md`, `${header}\n${fence(sql, 'name=long timeout=600')}\n${fence('SELECT 1 AS one', 'name=small')}`);
    await session.finish('lumen.run', {uri: document.uri, cell: 'small'}); // connects
    const found = [];
    for (let i = 0; i < 5; ++i) found.push(await cancelled(session, document, 'lumen.run', {cell: 'long'}, 300));
    tell(`Cancel of a long query, ${engine}`, figure(found), '100 ms', met(found));
  }
  await session.close();
  const found = [];
  for (const delay of [10, 40, 80, 120, 160]) { // while the files are read, the schema, the values
    const cold = await open({folder: folder(tables(20))});
    const document = cold.openDocument('a.lumen.md', `${frontMatter}\nWhat is the total amount of orders per region?\n`);
    const {id, reply} = cold.begin('workspace/executeCommand', {command: 'lumen.ask', arguments: [{uri: document.uri, position: document.position(document.text.indexOf('What is')), wait: true}]});
    await new Promise(resolve => setTimeout(resolve, delay));
    let answer;
    found.push(await time(async () => { cold.notify('$/cancelRequest', {id}); answer = await reply; }));
    if (answer.error?.code !== -32800) throw new Error(`not cancelled after ${delay} ms: ${JSON.stringify(answer)}`);
    await cold.close();
  }
  tell('Cancel of an ask that reads the schema of 20 tables', `replied in ${ms(quantile(found, 1))} at most of ${found.length}`, '100 ms', quantile(found, 1) < 100);
}

async function largeResult() {
  const session = await open({folder: folder(tables(1))});
  const run = async rows => {
    const document = session.openDocument('a.lumen.md', `${frontMatter}\n${fence(`SELECT range AS n, range * 2 AS twice, 'row ' || range AS name FROM range(${rows})`, 'name=x limit=1000')}`);
    const taken = await time(() => session.finish('lumen.run', {uri: document.uri, cell: 'x'}));
    if (!document.text.includes('rows=1000+')) throw new Error(document.text);
    session.closeDocument(document);
    return taken;
  };
  await run(2000); // warms up
  const peak = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${session.child.pid}/status`, 'utf8'))[1]);
  const before = peak();
  const small = await run(2001);
  const large = await run(10_000_000);
  tell('Run of a query of 10,000,000 rows with `limit=1000`, DuckDB', `${ms(large)} (of 2,001 rows: ${ms(small)}); ${mb(peak() - before)} more memory at its peak`);
  await session.close();
}

/** Values of many megabytes: what the source holds is bound, and what is made of a result of 64 MiB comes on top. */
async function wideRows() {
  const server = await Postgres.start(atEnd);
  const session = await open({env: server.environment()});
  const run = async (count, size) => {
    const document = session.openDocument('a.lumen.md', `---\nconnection: ${server.url()}\n---\n\n${fence(`SELECT i, repeat(chr(64 + i % 26), ${size}) AS wide FROM generate_series(1, ${count}) i`, 'name=x limit=1000')}`);
    const taken = await time(() => session.finish('lumen.run', {uri: document.uri, cell: 'x'}));
    if (!document.text.includes('lumen:result')) throw new Error(JSON.stringify([...session.outcomes.values()].at(-1)));
    session.closeDocument(document);
    return taken;
  };
  await run(10, 10);
  const peak = () => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${session.child.pid}/status`, 'utf8'))[1]);
  const before = peak();
  const taken = await run(600, 4_000_000);
  tell('Run of 600 values of 4 MB, PostgreSQL, of which 64 MiB are kept', `${ms(taken)}; ${mb(peak() - before)} more memory at its peak`);
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

Measured from outside, over stdio, as an editor sees it: \`./scripts/bench\` measures again and writes this page. It takes about three
minutes and needs a quiet machine. Release build, embedded engine, no network.

Machine: ${machine()}. Load when it began: ${load} (0 is a quiet machine; above 1 other work took part of it).

| what | figure | goal |
|---|---|---|
${table}

${missed.length === 0 ? 'Every goal is met.' : `Missed: ${missed.map(row => row.what).join('; ')}.`}

What the figures hold: the notebooks are Lumen's own, every cell of them run, with tables, charts and sentences. A keystroke is
the \`didChange\` as it is sent until the diagnostics of that version, or the reply with the lenses, have been read by the client,
so that its reading of JSON is part of it; its own search for the lines of its text, before it sends, is not. The client
asks for the commands of those lenses alone that it would show, as VS Code does, but for the line that says otherwise. Of the
ten thousand lines the most is known from the keystroke before (docs/architecture.md); the rest is one pass over the text.

A run is the command until the edit is in the text and the client was told; "alone" is the same SQL in DuckDB through its C API
with every value read, or psql's own timing with the output thrown away: the same rows, the same data, as many threads. A run also
guards the statement, makes the table, the chart, the sentences and the hashes, writes a side file, sends the edit and waits until
the client has sent the new text back. These cost the same few milliseconds for a light query and for a heavy one, so a light one
can't meet the goal. What they are made of stands in the lines of steps, from the server's own log (\`--log-level debug\`):

- **guard**: the files of a folder looked at, the statement parsed by its own database, the tree judged. Nothing of a verdict is kept:
  each run is judged anew.
- **query**: beginning and end of the read-only transaction, the statement, every value read and converted.
- **hashes**, **table**, **chart**, **sentences**: what stands in the text. The side file is written while the sentences are made;
  **side file** is what is left to wait for.
- **edits**: the answer's place in the text as it stands. **editor**: until the text that the client sent back holds it.
- The difference between the steps' sum and the time of a run is the client's own: its command, its reading and writing of JSON.

Rows and history are written to the store, and the kinds of chart that a result can have are found out, behind the answer.

A cancel is the \`$/cancelRequest\` until the reply has been read; the small query after it runs behind the cancelled one, so that
its end shows when the database was free.
`;
}

const load = loadavg()[0].toFixed(1);
const parts = {startUp, typing, chain, memoryAfterEdits, asking, thousandRows, sharedFolder, cancelling, largeResult, wideRows, largeActions};
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
