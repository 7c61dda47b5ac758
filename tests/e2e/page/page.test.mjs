// `lumen build --html` in a real browser: light, dark, on paper and on a telephone, by eye (build/screenshots/page) and by measure.
import assert from 'node:assert/strict';
import {existsSync, mkdirSync, readdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {after, before, test} from 'node:test';
import {chromium} from 'playwright-core';
import {assertReadable, contrasts} from '../contrast.mjs';
import {fence, frontMatter} from '../stdio/shop.mjs';
import {Terminal} from '../terminal/terminal.mjs';

const root = process.env.LUMEN_ROOT ?? join(import.meta.dirname, '../../..');
const pictures = join(root, 'build/screenshots/page');
const executable = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(path => existsSync(path));
if (!executable) console.log('SKIPPED: no Chromium');
const options = {skip: executable ? false : 'no Chromium'};

const sales = 'SELECT product, sum(amount) AS revenue FROM orders GROUP BY 1 ORDER BY 2 DESC';
const months = "SELECT date_trunc('month', ordered_on) AS month, region, sum(amount) AS revenue FROM orders JOIN stores USING (store_id) GROUP BY 1, 2 ORDER BY 1";
const notebook = svg => `${frontMatter.replace(/---\n$/, `${svg ? 'charts: svg\n' : ''}---\n`)}# Sales

See [the shop](https://shop.example.org/about) first.

Which product sells best?

${fence(sales, 'name=sales')}
How did the regions do?

${fence(months, 'name=regions')}
What is it all?

${fence('SELECT sum(amount) AS revenue, count(*) AS orders FROM orders', 'name=whole')}
`;

let browser;
const address = {};
const folderOf = {};
const folders = [];
before(async () => {
  if (!executable) return;
  browser = await chromium.launch({executablePath: executable, args: ['--no-sandbox', '--disable-gpu']});
  mkdirSync(pictures, {recursive: true});
  for (const kind of ['vega', 'svg']) {
    const terminal = new Terminal({after: stop => folders.push(stop)}, {'sales.lumen.md': notebook(kind === 'svg')});
    for (const args of [['trust', '.'], ['run', 'sales.lumen.md'], ['build', '--html', 'sales.lumen.md']]) {
      const said = await terminal.lumen(args);
      assert.equal(said.code, 0, `${args.join(' ')}: ${said.talk}`);
    }
    folderOf[kind] = terminal.folder;
    address[kind] = `file://${join(terminal.folder, 'sales.html')}`;
  }
});
after(async () => {
  await browser?.close();
  for (const stop of folders) await stop();
});

async function open(kind, colorScheme, viewport = {width: 1100, height: 900}) {
  const page = await browser.newPage({viewport, colorScheme});
  await page.goto(address[kind]);
  await page.waitForSelector('body[data-drawn]');
  return page;
}

for (const scheme of ['light', 'dark'])
  test(`every text can be read: ${scheme}`, options, async () => {
    const page = await open('vega', scheme);
    for (const details of await page.locator('details').all()) await details.evaluate(one => { one.open = true; });
    assertReadable(await contrasts(page), scheme);
    await page.screenshot({path: join(pictures, `${scheme}.png`), fullPage: true});
  });

test('a chart changes with the scheme, without being drawn anew', options, async () => {
  const page = await open('vega', 'light');
  const before = await page.locator('figure svg').first().elementHandle();
  await page.emulateMedia({colorScheme: 'dark'});
  assertReadable(await contrasts(page), 'changed to dark');
  assert.ok(await before.evaluate(one => one.isConnected));
});

test('paper is light from a dark screen too, and no chart is cut by the end of a page', options, async () => {
  const page = await open('vega', 'dark');
  await page.emulateMedia({media: 'print', colorScheme: 'dark'});
  assertReadable(await contrasts(page), 'print');
  const looks = await page.evaluate(() => ({
    ground: getComputedStyle(document.body).backgroundColor,
    whole: [...document.querySelectorAll('figure.chart')].map(one => getComputedStyle(one).breakInside),
    link: getComputedStyle(document.querySelector('a[href^="https"]'), '::after').content,
  }));
  assert.equal(looks.ground, 'rgb(255, 255, 255)');
  assert.ok(looks.whole.every(inside => inside === 'avoid'), looks.whole.join());
  assert.match(looks.link, /shop\.example\.org|attr\(href\)/);
  writeFileSync(join(pictures, 'print.pdf'), await page.pdf({format: 'A4', margin: {top: '18mm', bottom: '18mm', left: '16mm', right: '16mm'}, printBackground: true}));
  await page.setViewportSize({width: 760, height: 1000});
  await page.screenshot({path: join(pictures, 'print.png'), fullPage: true});
});

test('on a telephone nothing is wider than the screen but tables, which scroll by themselves', options, async () => {
  for (const kind of ['vega', 'svg']) {
    const page = await open(kind, 'light', {width: 360, height: 740});
    const wide = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(wide[0] <= wide[1], `${kind}: ${wide.join(' > ')}`);
    await page.screenshot({path: join(pictures, `telephone-${kind}.png`), fullPage: true});
  }
});

test('charts and tables have names for those who hear them, and the keyboard reaches what moves', options, async () => {
  const page = await open('vega', 'light');
  const names = await page.locator('figure.chart').evaluateAll(all => all.map(one => one.getAttribute('aria-label')));
  assert.equal(names.length, 3);
  assert.ok(names.every(name => name && !name.startsWith('Chart of')), names.join(' | '));
  const tables = await page.getByRole('region', {name: /^Rows of / }).all();
  assert.equal(tables.length, 3);
  assert.equal(await page.locator('th:not([scope])').count(), 0);
  const reached = new Set();
  for (let i = 0; i < 60; ++i) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const now = document.activeElement, style = getComputedStyle(now);
      const seen = style.outlineStyle !== 'none' || style.backgroundColor !== 'rgba(0, 0, 0, 0)';
      return now === document.body ? '' : `${now.tagName}${now.className ? `.${now.className}` : ''}${seen ? '' : ' unseen'}`;
    });
    reached.add(at);
  }
  for (const one of ['SUMMARY', 'DIV.table', 'A']) assert.ok([...reached].some(at => at.startsWith(one)), `${one}: ${[...reached].join(', ')}`);
  assert.deepEqual([...reached].filter(at => at.endsWith('unseen')), []);
});

test('pictures of charts can be read in the scheme of their reader', options, async () => {
  const results = join(folderOf.svg, '.lumen/results');
  const files = readdirSync(results).filter(name => name.endsWith('.svg'));
  assert.equal(files.length, 3, readdirSync(results).join(', '));
  for (const scheme of ['light', 'dark'])
    for (const [number, file] of files.entries()) {
      const page = await browser.newPage({viewport: {width: 660, height: 340}, colorScheme: scheme});
      await page.goto(`file://${join(results, file)}`);
      assertReadable(await contrasts(page), `${file} in ${scheme}`, 2);
      await page.screenshot({path: join(pictures, `svg-${number + 1}-${scheme}.png`)});
    }
});
