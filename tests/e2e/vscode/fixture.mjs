// What all tests of the VS Code client share: one packed extension in one VS Code, workspaces, and looks at what happened.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { missing, root, Studio, until } from './studio.mjs';

const reason = missing();
if (reason) console.log(`SKIPPED: ${reason}`);
export const options = { skip: reason ?? false };
export const light = { 'workbench.colorTheme': 'Default Light Modern' };
export const dark = { 'workbench.colorTheme': 'Default Dark Modern' };

let scratch;
export let studio;

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
export function scenario(title, body) {
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
export function workspace(name, settings, text) {
  const folder = studio.folder(name, settings);
  cpSync(join(root, 'examples/data'), join(folder, 'data'), { recursive: true });
  const file = join(folder, 'notebook.lumen.md');
  if (text === undefined) cpSync(join(root, 'examples/tour.lumen.md'), file);
  else writeFileSync(file, text);
  return { folder, file: 'notebook.lumen.md', read: () => readFileSync(file, 'utf8') };
}

export const small = `---
connection: ./data
---
# Airports

How many airports are there by state?

How many airports are there by country?
`;

export function installedExtension() {
  const extensions = join(studio.home, 'extensions');
  return join(extensions, readdirSync(extensions).find((name) => name.startsWith('lumen.lumen-')));
}

/** A window that shows `notebook`, trusted, with a server that knows so and has read which data the notebook asks. */
export async function openReady(notebook) {
  const window = await studio.open(notebook.folder, notebook.file);
  await until('the notebook’s data in the status item', async () => (await window.status.textContent()).includes('./data'));
  return window;
}

/** The servers that this VS Code's extension started. */
export function servers() {
  const program = join(installedExtension(), 'server/bin/lumen-lsp');
  return readdirSync('/proc').filter((entry) => /^\d+$/.test(entry)).filter((pid) => {
    try {
      return readlinkSync(`/proc/${pid}/exe`) === program;
    } catch {
      return false;
    }
  }).map(Number);
}

export async function ask(window, notebook, question) {
  const line = notebook.read().split('\n').findIndex((text) => text === question) + 1;
  assert.ok(line > 0, question);
  await window.goTo(line);
  await window.page.keyboard.press('Shift+Enter');
}

export function results(text) {
  return text.match(/^<!-- lumen:result .*?^<!-- lumen:end -->/gms) ?? [];
}
