// Questions that lean on the one before them.
import assert from 'node:assert/strict';
import test from 'node:test';
import {Session, temporaryFolder} from './session.mjs';
import {frontMatter, shop} from './shop.mjs';

const open = (t, options = {}) => Session.open(t, {folder: temporaryFolder(t, shop()), ...options});

test('a follow-up takes the question before it along', async t => {
  const session = await open(t);
  const document = session.openDocument('shop.lumen.md', `${frontMatter}# Shop\n\nTotal amount of orders per product\n\nonly 2024\n`);
  await session.ask(document, 'Total amount');
  await session.ask(document, 'only 2024');
  const cells = [...document.text.matchAll(/```sql[^\n]*\n([\s\S]*?)```/g)].map(match => match[1]);
  assert.equal(cells.length, 2, document.text);
  assert.match(cells[1], /2024/);
  assert.match(cells[1], /product/);
  await session.close();
});
