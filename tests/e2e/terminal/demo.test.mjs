// `lumen demo`: a notebook taken through the language server, as the tour is, shown and written out.
import assert from 'node:assert/strict';
import {existsSync, readFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {frontMatter} from '../stdio/shop.mjs';
import {Terminal} from './terminal.mjs';

const text = `${frontMatter}# Shop\n\nWhat is the total amount of orders per product?\n\nAnd in 2024?\n\nHow many stores are there?\n\nThe author's last words.\n`;

test('every answer is shown as it comes, and the notebook and its page are written beside a copy of the data', async t => {
  const terminal = new Terminal(t, {'shop.lumen.md': text});
  const said = await terminal.lumen(['demo', 'shop.lumen.md', '-o', 'out']);
  assert.deepEqual({code: said.code, talk: said.talk}, {code: 0, talk: ''}, said.out);
  const places = ['1  What is the total', 'SELECT', 'lamp', '2  And in 2024?', '2024', '3  How many stores', '3 of 3 questions answered', 'out/shop.lumen.md', 'out/shop.html'];
  let at = 0;
  for (const part of places) {
    const found = said.out.indexOf(part, at);
    assert.ok(found >= 0, `"${part}" after ${at} in\n${said.out}`);
    at = found + part.length;
  }
  assert.match(said.out, /█/, 'a chart is drawn');
  assert.doesNotMatch(said.out, /\x1b/, 'no colours where none are wanted');
  assert.equal(readFileSync(join(terminal.folder, 'shop.lumen.md'), 'utf8'), text, 'the original stays');

  const notebook = readFileSync(join(terminal.folder, 'out/shop.lumen.md'), 'utf8');
  assert.equal(notebook.split('<!-- lumen:result').length - 1, 3, notebook);
  assert.ok(notebook.endsWith("\nThe author's last words.\n"), notebook);
  assert.match(notebook, /```vega-lite\n\{/);
  const page = readFileSync(join(terminal.folder, 'out/shop.html'), 'utf8');
  assert.match(page, /^<!doctype html>/i);
  for (const part of ['The author', 'lamp', 'vega']) assert.ok(page.includes(part), part);
  assert.doesNotMatch(page, /<(?:script|link|img)[^>]+(?:src|href)=["']?https?:/i, 'the page needs nothing from outside');
  assert.ok(!existsSync(join(terminal.folder, 'home/state/lumen')), "the user's own history is not touched");

  // Once more into the same folder: the same answers.
  const again = await terminal.lumen(['demo', 'shop.lumen.md', '-o', 'out']);
  assert.equal(again.code, 0, again.talk);
  const without = markdown => markdown.replaceAll(/ at=\S+/g, '');
  assert.equal(without(readFileSync(join(terminal.folder, 'out/shop.lumen.md'), 'utf8')), without(notebook));
});

test('a question without an answer is counted, and the others are answered', async t => {
  const terminal = new Terminal(t, {'shop.lumen.md': `${frontMatter}\nWhat is the colour of happiness on Mars?\n\nHow many stores are there?\n`});
  const said = await terminal.lumen(['demo', 'shop.lumen.md', '-o', 'out']);
  assert.equal(said.code, 1, said.out + said.talk);
  assert.match(said.out, /1 of 2 questions answered/);
  assert.match(readFileSync(join(terminal.folder, 'out/shop.lumen.md'), 'utf8'), /kind=refusal[\s\S]*lumen:result/);
});

test('a notebook that is not there is told', async t => {
  const terminal = new Terminal(t);
  const said = await terminal.lumen(['demo', 'nothere.lumen.md', '-o', 'out']);
  assert.equal(said.code, 2);
  assert.match(said.talk, /nothere\.lumen\.md/);
  assert.ok(!existsSync(join(terminal.folder, 'out')));
});
