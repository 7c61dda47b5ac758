// Lumen in a real VS Code, from the packed extension to the chart on the screen. Pictures are kept in build/screenshots/vscode.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { missing, root, Studio, until } from './studio.mjs';

const reason = missing();
if (reason) console.log(`SKIPPED: ${reason}`);
const options = { skip: reason ?? false };
const light = { 'workbench.colorTheme': 'Default Light Modern' };
const dark = { 'workbench.colorTheme': 'Default Dark Modern' };

let scratch;
let studio;

before(async () => {
  if (reason) return;
  scratch = mkdtempSync(join(tmpdir(), 'lumen-vsix-'));
  const vsix = join(scratch, 'lumen.vsix');
  const bin = process.env.LUMEN_BIN ?? join(root, 'build/release/bin');
  const packed = spawnSync(join(root, 'scripts/package-vscode'), ['--bin', bin, '--out', vsix], { encoding: 'utf8' });
  assert.equal(packed.status, 0, packed.stdout + packed.stderr);
  studio = await Studio.start(vsix);
});

after(async () => {
  await studio?.stop();
  if (scratch) rmSync(scratch, { recursive: true });
});

/** A test that leaves a picture of every window that is open when it fails, and no window. */
function scenario(title, body) {
  test(title, options, async () => {
    try {
      await body();
    } catch (error) {
      await studio.pictures(`failed-${title.replace(/\W+/g, '-').slice(0, 40)}`);
      throw error;
    } finally {
      await studio.closeWindows();
    }
  });
}

/** A workspace with a copy of the examples' data, and of a notebook made of `text` (the tour where it is left out). */
function workspace(name, settings, text) {
  const folder = studio.folder(name, settings);
  cpSync(join(root, 'examples/data'), join(folder, 'data'), { recursive: true });
  const file = join(folder, 'notebook.lumen.md');
  if (text === undefined) cpSync(join(root, 'examples/tour.lumen.md'), file);
  else writeFileSync(file, text);
  return { folder, file: 'notebook.lumen.md', read: () => readFileSync(file, 'utf8') };
}

const small = `---
connection: ./data
---
# Airports

How many airports are there by state?

How many airports are there by country?
`;

function installedExtension() {
  const extensions = join(studio.home, 'extensions');
  return join(extensions, readdirSync(extensions).find((name) => name.startsWith('lumen.lumen-')));
}

/** A window that shows `notebook`, trusted, with a server that knows so and has read which data the notebook asks. */
async function openReady(notebook) {
  const window = await studio.open(notebook.folder, notebook.file);
  await until('the notebook’s data in the status item', async () => (await window.status.textContent()).includes('./data'));
  return window;
}

/** The servers that this VS Code's extension started. */
function servers() {
  const program = join(installedExtension(), 'server/bin/lumen-lsp');
  return readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)).filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/exe`) === program;
    } catch {
      return false;
    }
  }).map(Number);
}

async function ask(window, notebook, question) {
  const line = notebook.read().split('\n').findIndex((text) => text === question) + 1;
  assert.ok(line > 0, question);
  await window.goTo(line);
  await window.page.keyboard.press('Shift+Enter');
}

function results(text) {
  return text.match(/^<!-- lumen:result .*?^<!-- lumen:end -->/gms) ?? [];
}

test('the package carries all that its server needs', options, () => {
  const server = join(installedExtension(), 'server');
  const version = spawnSync(join(server, 'bin/lumen-lsp'), ['--version'], { env: {}, encoding: 'utf8' });
  assert.equal(version.status, 0, version.stderr);
  assert.match(version.stdout, /\d+\.\d+\.\d+/);
  const glibc = /^\s*(linux-vdso|\/lib64\/ld-linux|lib(c|m|dl|rt|pthread|resolv|util|anl|nsl)\.so)/;
  for (const file of ['bin/lumen-lsp', 'bin/lumen', ...readdirSync(join(server, 'lib')).map((name) => `lib/${name}`)]) {
    // A library finds its own needs through the program that loads it, so the program's folder stands in for it here.
    const env = { PATH: process.env.PATH, ...(file.startsWith('lib/') && { LD_LIBRARY_PATH: join(server, 'lib') }) };
    const { stdout } = spawnSync('ldd', [join(server, file)], { env, encoding: 'utf8' });
    for (const line of stdout.split('\n').filter((text) => text.trim() !== '' && !glibc.test(text) && !text.includes('statically linked'))) {
      assert.ok(line.includes(server), `${file}: ${line}`);
    }
  }
  assert.ok(existsSync(join(server, 'lib/libduckdb.so')));
  assert.ok(readdirSync(join(server, 'licenses')).length > 3);
});

scenario('in restricted mode nothing runs, and trust is one click away', async () => {
  const notebook = workspace('restricted', light, small);
  const window = await studio.open(notebook.folder, notebook.file, { trust: false });
  await window.lens('Ask').first().waitFor();
  await until('the status item', async () => (await window.status.textContent()).includes('restricted'));
  await window.lens('Ask').first().click();
  await window.notification('restricted mode').waitFor();
  await window.picture('restricted');
  assert.equal(notebook.read(), small);
  await window.page.getByRole('button', { name: 'Manage Workspace Trust' }).first().click();
  await window.page.getByRole('button', { name: 'Trust', exact: true }).first().click();
  await window.page.getByRole('tab', { name: 'notebook.lumen.md' }).first().click();
  await until('the status item', async () => !(await window.status.textContent()).includes('restricted'));
  await window.lens(/^Ask$/).first().click();
  await until('the answer', () => results(notebook.read()).length === 1);
});

scenario('a click on a lens brings SQL, table, chart and finding, and the chart stands beside the text', async () => {
  const notebook = workspace('tour', light);
  const window = await openReady(notebook);
  await window.lens(/^Ask$/).first().click();
  const text = await until('a result in the file', () => (results(notebook.read()).length > 0 ? notebook.read() : undefined));
  assert.match(text, /^```sql \{.*name=/m);
  const [result] = results(text);
  assert.match(result, /^\|.*\|\n\| ?:?-/m);
  assert.match(result, /^```vega-lite$/m);
  assert.match(result, /\]\(#[^)]+\)/);
  const frame = await window.frame('#chart svg');
  assert.ok(await frame.locator('#chart svg path').count() > 0);
  assert.notEqual(await frame.locator('#title').textContent(), '');
  assert.deepEqual(window.refusals, []);
  await window.page.waitForTimeout(300);
  await window.picture('tour-light');
});

scenario('the chart follows the cursor, takes another kind, and can be saved', async () => {
  const notebook = workspace('chart', dark, small);
  const window = await openReady(notebook);
  await window.lens(/^Ask$/).first().waitFor();
  await ask(window, notebook, 'How many airports are there by state?');
  const frame = await window.frame('#chart svg');
  const first = await frame.locator('#title').textContent();
  await until('the first answer', () => results(notebook.read()).length === 1);
  await ask(window, notebook, 'How many airports are there by country?');
  await until('the second answer', () => results(notebook.read()).length === 2);
  await until('the second chart', async () => (await frame.locator('#title').textContent()) !== first);
  await window.picture('chart-dark');

  await window.goTo(notebook.read().split('\n').findIndex((line) => line.startsWith('```sql')) + 2);
  await until('the first chart again', async () => (await frame.locator('#title').textContent()) === first);

  const kinds = await frame.locator('#kind option').allTextContents();
  const now = await frame.locator('#kind').inputValue();
  const other = kinds.find((kind) => kind !== now);
  assert.ok(other, 'another kind is offered');
  const before = notebook.read();
  await frame.locator('#kind').selectOption(other);
  await until('the other kind in the text', () => notebook.read() !== before);
  await until('the other kind in the panel', async () => (await frame.locator('#kind').inputValue()) === other);

  await frame.locator('#svg').click();
  await window.page.locator('.quick-input-widget input').first().waitFor();
  await window.page.keyboard.press('Enter');
  const picture = await until('the saved picture', () => readdirSync(notebook.folder).find((name) => name.endsWith('.svg')));
  assert.match(readFileSync(join(notebook.folder, picture), 'utf8'), /^<svg[^>]*>/);
  assert.deepEqual(window.refusals, []);
});

scenario('edited SQL runs as it stands, by the keyboard', async () => {
  const notebook = workspace('sql', light, `${small.split('How many')[0]}\`\`\`sql {name=answer}\nSELECT 41 + 1 AS answer\n\`\`\`\n`);
  const window = await openReady(notebook);
  await window.lens(/^Run$/).first().waitFor();
  await window.goTo(7);
  await window.page.keyboard.press('Control+Enter');
  await until('the result', () => /\| +42 +\|/.test(notebook.read()));
  await window.goTo(7);
  await window.page.keyboard.press('End');
  await window.page.keyboard.type(', 7 AS lucky');
  await window.page.keyboard.press('Shift+Enter');
  await until('the new result', () => /\| +42 +\| +7 +\|/.test(notebook.read()));
  assert.match(notebook.read(), /^SELECT 41 \+ 1 AS answer, 7 AS lucky$/m);
});

scenario('the built-in Markdown preview draws the charts and shows where a number comes from', async () => {
  const notebook = workspace('preview', light, small);
  const window = await openReady(notebook);
  await window.lens(/^Ask$/).first().click();
  await until('the answer', () => results(notebook.read()).length === 1);
  await window.goTo(1);
  await window.command('Markdown: Open Preview to the Side');
  const frame = await window.frame('.lumen-result .lumen-chart svg');
  assert.ok(await frame.locator('.lumen-result table td').count() > 1);
  assert.equal(await frame.getByText('lumen:result').count(), 0);
  const number = frame.locator('.lumen-result a[href*="/r/"]').first();
  await number.click();
  await frame.locator('td.lumen-source').waitFor();
  await window.page.waitForTimeout(500);
  await window.picture('preview-light');
  assert.deepEqual(window.refusals, []);
});

scenario('a notebook’s own chart can neither run code nor reach the network', async () => {
  const spec = {
    title: '<img src=x onerror="document.title=1">',
    data: { values: [{ a: '</script><script>document.title=1</script>', b: 2, link: 'javascript:document.title=1', picture: 'http://127.0.0.1:9/p.png' }] },
    layer: [
      { mark: 'bar', encoding: { x: { field: 'a', type: 'nominal' }, y: { field: 'b', type: 'quantitative' }, href: { field: 'link' } } },
      { mark: 'image', encoding: { x: { field: 'a', type: 'nominal' }, y: { field: 'b', type: 'quantitative' }, url: { field: 'picture' } } },
      { data: { url: 'http://127.0.0.1:9/rows.json' }, mark: 'point', encoding: { y: { field: 'b', type: 'quantitative' } } },
    ],
    usermeta: { embedOptions: { loader: { baseURL: 'http://127.0.0.1:9/' } } },
  };
  const notebook = workspace('hostile', dark, `---\nconnection: ./data\n---\n# A gift\n\n\`\`\`vega-lite\n${JSON.stringify(spec)}\n\`\`\`\n`);
  const window = await openReady(notebook);
  const asked = [];
  window.page.on('request', (request) => { if (request.url().includes(':9/')) asked.push(request.url()); });
  await window.goTo(7);
  await window.command('Markdown: Open Preview to the Side');
  const frame = await window.frame('.lumen-chart svg');
  assert.equal(await frame.locator('.lumen-chart a[*|href^="javascript"]').count(), 0);
  assert.equal(await frame.locator('.lumen-chart img, .lumen-chart script').count(), 0);
  assert.notEqual(await frame.title(), '1');
  await window.picture('hostile-dark');
  assert.deepEqual(asked, []);
});

scenario('a crash of the server is told, and the next question is answered', async () => {
  const notebook = workspace('crash', light, small);
  const window = await openReady(notebook);
  await window.lens(/^Ask$/).first().waitFor();
  const [pid] = servers();
  assert.ok(pid, 'a server runs');
  process.kill(pid, 'SIGKILL');
  await window.notification('stopped unexpectedly').waitFor();
  await window.picture('crash');
  await until('another server', () => servers().some((other) => other !== pid));
  await window.lens(/^Ask$/).first().click();
  await until('the answer', () => results(notebook.read()).length === 1);
});

scenario('a server that can’t be started is told with what to do', async () => {
  studio.configure({ 'lumen.server.path': '/nowhere/lumen-lsp' });
  const notebook = workspace('missing-server', light, small);
  const window = await studio.open(notebook.folder, notebook.file);
  await window.notification('there is no such file').waitFor();
  await window.picture('missing-server');
  await studio.closeWindows();

  studio.configure({ 'lumen.server.path': '/bin/false' });
  const second = await studio.open(notebook.folder, notebook.file);
  await second.notification("can't be started").waitFor();
  await until('the status item', async () => (await second.status.getAttribute('class')).includes('error-kind'));
  // The list of notifications holds every one, also those that had no room: the library's own must not be among them.
  await second.command('Notifications: Show Notifications');
  const told = second.page.locator('.notifications-center .notification-list-item');
  await told.first().waitFor();
  assert.deepEqual((await told.allTextContents()).map((text) => text.includes("/bin/false can't be started")), [true]);
  studio.configure({});
});
