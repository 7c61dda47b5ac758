// Work in the text: asking, running, cancelling, and what an untrusted workspace may do.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ask, dark, light, openReady, results, scenario, servers, small, studio, workspace } from './fixture.mjs';
import { until } from './studio.mjs';

scenario('in restricted mode nothing runs, and trust is one click away', async () => {
  // The workspace names a server of its own: a program that leaves a trace, and must not be started before there is trust.
  const notebook = workspace('restricted', { ...light, 'lumen.server.path': '${workspaceFolder}/server' }, small);
  writeFileSync(join(notebook.folder, 'server'), '#!/bin/sh\ntouch "$0.ran"\nexec sleep 600\n', { mode: 0o755 });
  const untouched = () => !existsSync(join(notebook.folder, 'server.ran')) && !existsSync(join(notebook.folder, '.lumen'));
  const window = await studio.open(notebook.folder, notebook.file, { trust: false });
  await window.lens('Ask').first().waitFor();
  await until('the status item', async () => (await window.status.textContent()).includes('restricted'));
  await window.lens('Ask').first().click();
  await window.notification('restricted mode').waitFor();
  await window.picture('restricted');
  await ask(window, notebook, 'How many airports are there by country?');
  await window.command('Lumen: Run All Cells');
  await window.command('Lumen: Refresh Schema');
  await window.command('Lumen: Show Chart Beside');
  const frame = await window.frame('#emptyTitle');
  await until('the empty panel', async () => (await frame.locator('#emptyTitle').textContent()) === 'Restricted mode');
  assert.equal(notebook.read(), small);
  assert.ok(untouched(), 'the workspace’s own server was started, or something was kept');
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
  await window.picture('tour-light');
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

/** Clock ticks of the processor that a process has used. */
function ticks(pid) {
  const [, user, system] = /^\d+ \(.*\) \S(?: -?\d+){10} (\d+) (\d+)/.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')).map(Number);
  return user + system;
}

scenario('Cancel in the notification of a long query ends it in the database', async () => {
  const endless = 'SELECT count(*) AS n\nFROM range(1000000) a, range(1000000) b\nWHERE (a.range * 31 + b.range * 17) % 1013 = 5';
  const text = `---\nconnection: ./data\ntimeout: 10m\n---\n\n\`\`\`sql {name=endless}\n${endless}\n\`\`\`\n`;
  const notebook = workspace('cancel', dark, text);
  const window = await openReady(notebook);
  await window.lens(/^Run$/).click();
  await window.lens(/^Cancel$/).waitFor();
  const toast = window.notification('endless');
  await toast.waitFor();
  await toast.hover();
  await window.picture('cancel-dark');
  await toast.getByRole('button', { name: 'Cancel' }).click();
  await window.lens(/^Run$/).waitFor();
  await toast.waitFor({ state: 'detached' });
  assert.equal(notebook.read(), text);
  const [pid] = servers();
  const before = ticks(pid);
  await window.page.waitForTimeout(1000);
  assert.ok(ticks(pid) - before < 30, `the server still used ${ticks(pid) - before} ticks of the processor in a second`);
});
