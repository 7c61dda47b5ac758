// The server's life: a crash, and all the ways in which it can't be started.
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { light, openReady, results, scenario, servers, small, studio, workspace } from './fixture.mjs';
import { until } from './studio.mjs';

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

scenario('a server that can’t be started is told with the reason, and a mended setting starts it', async () => {
  const folder = studio.folder('servers');
  const program = (name, content) => {
    writeFileSync(join(folder, name), content, { mode: 0o755 });
    return join(folder, name);
  };
  const elf = Buffer.alloc(64);
  elf.write('\x7fELF\x02\x01\x01', 'latin1');
  elf.writeUInt16LE(183, 18);
  const deaf = program('deaf', '#!/bin/sh\necho $$ > "$0.pid"\nexec sleep 600\n');

  studio.configure({ 'lumen.server.path': '/nowhere/lumen-lsp' });
  const notebook = workspace('missing-server', light, small);
  const window = await studio.open(notebook.folder, notebook.file);
  const told = async (path, what) => {
    studio.configure({ 'lumen.server.path': path });
    await window.notification(what).waitFor({ timeout: 40_000 });
    await until('the status item', async () => (await window.status.getAttribute('class')).includes('error-kind'));
  };
  await told('/nowhere/lumen-lsp', 'there is no such file');
  await window.picture('missing-server');
  await told('/bin/false', "/bin/false can't be started: it ended with exit code 1 without a word");
  await told(program('other', elf), 'it was built for Linux on arm64, and this is Linux on x64');
  await told(program('unlinked', '#!/bin/sh\necho "libodd.so.1: cannot open shared object file" >&2\nexit 127\n'), 'exit code 127: libodd.so.1');
  const before = Date.now();
  await told(deaf, 'did not answer within 15 seconds');
  assert.ok(Date.now() - before < 30_000);
  const pid = Number(readFileSync(`${deaf}.pid`, 'utf8'));
  await until('the end of the deaf server', () => !existsSync(`/proc/${pid}`));
  // The list of notifications holds every one, also those that had no room: the library's own must not be among them.
  await window.command('Notifications: Show Notifications');
  const all = window.page.locator('.notifications-center .notification-list-item');
  await all.first().waitFor();
  for (const text of await all.allTextContents()) assert.match(text, /Lumen: The se(rver|tting) /);
  await window.picture('server-problems');
  await window.page.keyboard.press('Escape');

  studio.configure({});
  await until('the notebook’s data in the status item', async () => (await window.status.textContent()).includes('./data'));
  await window.lens(/^Ask$/).first().click();
  await until('the answer', () => results(notebook.read()).length === 1);
});
