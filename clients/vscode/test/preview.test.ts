// The Markdown preview: charts get their data, results their frame, cells their names; nothing else is touched.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import MarkdownIt from 'markdown-it';
import { notebookPreview } from '../src/preview/plugin';

const folder = mkdtempSync(join(tmpdir(), 'lumen-preview-'));
after(() => rmSync(folder, { recursive: true }));
mkdirSync(join(folder, '.lumen/results'), { recursive: true });
writeFileSync(join(folder, '.lumen/results/ab.json'), '[{"region": "South </div>\\"", "n": 3}]');
writeFileSync(join(folder, 'outside.json'), '[{"secret": 1}]');
symlinkSync(join(folder, 'outside.json'), join(folder, '.lumen/results/link.json'));

const markdown = new MarkdownIt({ html: true }).use(notebookPreview);

function render(text: string, file = 'tour.lumen.md'): string {
  // As the editor does it: the file is known when the tokens are rendered, not when they are parsed.
  const environment = { currentDocument: { scheme: 'file', fsPath: join(folder, file) } };
  return markdown.renderer.render(markdown.parse(text, {}), markdown.options, environment);
}

function chart(spec: unknown): string {
  return `\`\`\`vega-lite\n${JSON.stringify(spec)}\n\`\`\`\n`;
}

test('the rows of the side file stand in the specification, escaped', () => {
  const html = render(chart({ mark: 'bar', data: { name: 'top', url: '.lumen/results/ab.json', format: { type: 'json' } } }));
  const attribute = /data-spec="([^"]*)"/.exec(html)?.[1] ?? '';
  const spec = JSON.parse(attribute.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')) as unknown;
  assert.deepEqual(spec, { mark: 'bar', data: { name: 'top', values: [{ region: 'South </div>"', n: 3 }] } });
  assert.ok(!html.includes('South </div>'));
});

test('a side file that changed is read again', () => {
  const file = join(folder, '.lumen/results/cd.json');
  const spec = { mark: 'bar', data: { url: '.lumen/results/cd.json' } };
  writeFileSync(file, '[{"n": 1}]');
  assert.match(render(chart(spec)), /&quot;n&quot;:1}/);
  writeFileSync(file, '[{"n": 22}]');
  assert.match(render(chart(spec)), /&quot;n&quot;:22}/);
  rmSync(file);
  assert.match(render(chart(spec)), /lumen-problem/);
});

test('only files of the notebook’s own results are read', () => {
  const elsewhere = ['outside.json', '.lumen/../outside.json', '.lumen/results/link.json', '/etc/hosts', 'https://example.org/x.json', 'file:///etc/hosts'];
  for (const url of elsewhere) {
    const html = render(chart({ mark: 'bar', data: { url } }));
    assert.match(html, /lumen-problem/, url);
    assert.ok(!html.includes('secret'), url);
  }
});

test('an author’s chart takes the rows of the cell that it names', () => {
  const html = render(`${chart({ mark: 'line', data: { name: 'top' } })}\n${chart({ mark: 'bar', data: { name: 'top', values: [{ n: 7 }] } })}`);
  assert.equal(html.match(/&quot;n&quot;:7/g)?.length, 2);
  assert.match(render(chart({ mark: 'line', data: { name: 'gone' } })), /no cell of this notebook/);
});

test('a broken specification is told, with nothing of it taken as markup', () => {
  const html = render('```vega-lite\n{"a": <img src=x onerror=1>\n```\n');
  assert.match(html, /lumen-problem/);
  assert.ok(!html.includes('<img'));
});

test('a result is framed and its cells are named', () => {
  const html = render([
    '<!-- lumen:result v=1 of=top%20region rows=2 -->', '',
    '| region | n | n |', '| :-- | --: | --: |', '| South | 3 | 4 |', '| North | 1 | 2 |', '',
    'South leads with [3](#top%20region/r/1/n).', '',
    '<!-- lumen:end -->', '', 'After.',
  ].join('\n'));
  assert.match(html, /<section class="lumen-result">[^]*<\/section>\s*<p>After/);
  assert.match(html, /<td[^>]* id="top region\/r\/1\/n">3</);
  assert.match(html, /<td[^>]* id="top region\/r\/2\/n~2">2</);
  assert.ok(!html.includes('rows=2'));
});

test('markers without their partner stay comments', () => {
  const html = render('<!-- lumen:end -->\n\n<!-- lumen:result v=1 of=a -->\n\nText\n');
  assert.ok(!html.includes('<section') && !html.includes('</section'));
});

test('other Markdown files are left alone', () => {
  const text = `${chart({ mark: 'bar' })}\n<!-- lumen:result v=1 of=a -->\n\n<!-- lumen:end -->\n`;
  assert.equal(render(text, 'README.md'), new MarkdownIt({ html: true }).render(text));
  assert.equal(markdown.render(text), new MarkdownIt({ html: true }).render(text));
});
