// How a specification is fitted to its page, and that drawing one never makes code of text nor fetches anything.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loader, parse, Error as onlyErrors, View } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile } from 'vega-lite';
import type { TopLevelSpec } from 'vega-lite';
import { contentPolicy, page } from '../src/chart/page';
import { denyingLoader } from '../webview/loader';
import { fitted } from '../webview/specification';
import { configuration } from '../webview/theme';

const bars = {
  mark: 'bar',
  data: { values: [{ a: 'x', b: 1 }, { a: 'y', b: 2 }] },
  encoding: { x: { field: 'a', type: 'nominal' }, y: { field: 'b', type: 'quantitative' } },
};

test('a single view fills the page, a composed one keeps its size', () => {
  const fit = fitted({ ...bars, usermeta: { embedOptions: { loader: {} } } }, 300);
  assert.equal(fit['width'], 'container');
  assert.equal(fit['height'], 300);
  assert.equal(fit['usermeta'], undefined);
  assert.equal(fitted({ hconcat: [bars, bars] }, 300)['width'], undefined);
});

test('a chart with a row for each value is as high as its rows', () => {
  const { encoding: { x, y } } = bars;
  assert.deepEqual(fitted({ ...bars, height: 40, encoding: { x: y, y: x } }, 300)['height'], { step: 26 });
});

test('a chart whose marks stand at pixels keeps the height that they need', () => {
  const numbers = { layer: [{ mark: 'text', encoding: { y: { value: 34 }, text: { field: 'b' } } }], height: 90 };
  assert.equal(fitted(numbers, 300)['height'], 90);
});

test('the given specification is left as it was', () => {
  const before = JSON.stringify(bars);
  fitted(bars, 300);
  assert.equal(JSON.stringify(bars), before);
});

test('nothing is loaded, and only pictures in the data are shown', async () => {
  const denying = denyingLoader();
  const context = { context: 'image' } as const;
  for (const address of ['https://example.org/a.json', '/etc/passwd', 'file:///etc/passwd', 'data:text/csv,a']) {
    await assert.rejects(denying.load(address), /Nothing is loaded/);
    await assert.rejects(denying.sanitize(address, context), /Nothing is loaded/);
  }
  await assert.rejects(denying.sanitize('javascript:alert(1)', context));
  assert.deepEqual(await denying.sanitize('data:image/png;base64,AAAA', context), { href: 'data:image/png;base64,AAAA' });
  assert.notEqual(loader().load, denying.load);
});

test('a chart is drawn by the interpreter in an engine that makes no code of text', async () => {
  const theme = { dark: true, background: '#123', text: '#fff', quiet: '#aaa', grid: '#333', font: 'serif', categories: ['#123456'] };
  const spec = compile({ ...bars, width: 200 } as TopLevelSpec, { config: configuration(theme) }).spec;
  const make = globalThis.Function;
  globalThis.Function = (() => { throw new Error('code was made from text'); }) as unknown as typeof Function;
  try {
    const options = { expr: expressionInterpreter, loader: denyingLoader(), logLevel: onlyErrors };
    const view = new View(parse(spec, {}, { ast: true }), options);
    const svg = await (await view.runAsync()).toSVG();
    assert.match(svg, /fill="#fff"/);
    assert.match(svg, /<rect[^>]*fill="#123"/);
  } finally {
    globalThis.Function = make;
  }
});

test('the page allows its own scripts alone', () => {
  const parts = { scripts: ['app://dist/drawing.js', 'app://dist/chart.js'], styles: ['app://media/chart.css'], source: 'app:', nonce: 'bm9uY2U=' };
  const policy = contentPolicy(parts);
  assert.match(policy, /default-src 'none'/);
  assert.ok(!policy.includes('unsafe') && !policy.includes('https:') && !policy.includes('connect-src'));
  assert.equal(page(parts).match(/<script nonce="bm9uY2U=" src="app:/g)?.length, 2);
  assert.equal(page(parts).match(/<script/g)?.length, 2);
});
