// A real VS Code for the tests: its server in folders of its own, and its window in a headless Chromium.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export const root = process.env.LUMEN_ROOT ?? join(import.meta.dirname, '../../..');
const installation = join(root, 'build/deps/vscode-server/lib/vscode');
const pictures = join(root, 'build/screenshots/vscode');

/** Why the tests can't be run here, or undefined. */
export function missing() {
  if (!existsSync(join(installation, '.ready'))) return 'no VS Code server under build/deps: run scripts/setup --with-tests';
  if (!browser()) return 'no Chromium on the PATH';
  if (process.arch !== 'x64' || process.platform !== 'linux') return `the VS Code server is for Linux on x64, not ${process.platform} on ${process.arch}`;
  return undefined;
}

function browser() {
  return ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path));
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function until(what, condition, seconds = 30) {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const value = await condition();
    if (value) return value;
    if (Date.now() > end) throw new Error(`waited ${seconds} s for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export { until };

/** A VS Code with one extension, for as many windows as a test wants. */
export class Studio {
  static async start(vsix) {
    const studio = new Studio();
    studio.windows = [];
    studio.home = mkdtempSync(join(tmpdir(), 'lumen-vscode-'));
    const data = join(studio.home, 'server');
    mkdirSync(join(data, 'data/Machine'), { recursive: true });
    studio.settings = join(data, 'data/Machine/settings.json');
    studio.configure({});
    studio.environment = {
      PATH: process.env.PATH, HOME: studio.home, LANG: 'C.UTF-8',
      XDG_CONFIG_HOME: join(studio.home, 'config'), XDG_DATA_HOME: join(studio.home, 'share'),
      XDG_CACHE_HOME: join(studio.home, 'cache'), XDG_STATE_HOME: join(studio.home, 'state'),
    };
    const folders = ['--accept-server-license-terms', '--server-data-dir', data, '--extensions-dir', join(studio.home, 'extensions')];
    const options = { cwd: installation, env: studio.environment };
    const installed = spawnSync(process.execPath, ['out/server-main.js', ...folders, '--install-extension', vsix], { ...options, encoding: 'utf8' });
    if (!installed.stdout.includes('successfully installed')) throw new Error(installed.stdout + installed.stderr);
    studio.port = await freePort();
    const address = ['--host', '127.0.0.1', '--port', String(studio.port), '--without-connection-token', '--telemetry-level', 'off'];
    studio.process = spawn(process.execPath, ['out/server-main.js', ...address, ...folders], { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    studio.output = '';
    for (const stream of [studio.process.stdout, studio.process.stderr]) stream.on('data', (text) => { studio.output += text; });
    await until('the VS Code server', () => studio.output.includes('Extension host agent listening'));
    studio.browser = await chromium.launch({
      executablePath: browser(),
      headless: true,
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    });
    return studio;
  }

  /** Settings of the machine, for the windows that are opened next. */
  configure(settings) {
    writeFileSync(this.settings, JSON.stringify(settings));
  }

  /** A folder that a window can open; `settings` become those of its workspace. */
  folder(name, settings = {}) {
    const folder = join(this.home, 'work', name);
    mkdirSync(join(folder, '.vscode'), { recursive: true });
    const quiet = {
      'workbench.startupEditor': 'none', 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 100, 'git.enabled': false,
      'editor.minimap.enabled': false, 'breadcrumbs.enabled': false, 'editor.wordWrap': 'on',
    };
    writeFileSync(join(folder, '.vscode/settings.json'), JSON.stringify({ ...quiet, ...settings }));
    return folder;
  }

  /** A new window, with storage of its own, that shows `file`. */
  async open(folder, file, { trust = true } = {}) {
    const context = await this.browser.newContext({ viewport: { width: 1500, height: 950 }, permissions: ['clipboard-read', 'clipboard-write'] });
    const page = await context.newPage();
    const window = new Window(page);
    this.windows.push(window);
    const payload = JSON.stringify([['openFile', `vscode-remote://127.0.0.1:${this.port}${join(folder, file)}`]]);
    await page.goto(`http://127.0.0.1:${this.port}/?folder=${encodeURIComponent(folder)}&payload=${encodeURIComponent(payload)}`);
    await page.getByRole('button', { name: trust ? /^Yes, I trust/ : /^No, I don't trust/ }).click({ timeout: 60_000 });
    await page.locator('.monaco-editor .view-line').first().waitFor({ timeout: 60_000 });
    return window;
  }

  async pictures(name) {
    for (const [index, window] of this.windows.entries()) await window.picture(`${name}-${index + 1}`).catch(() => undefined);
  }

  async closeWindows() {
    for (const window of this.windows.splice(0)) await window.page.context().close();
  }

  async stop() {
    await this.browser?.close();
    if (this.process && this.process.exitCode === null) {
      const ended = new Promise((resolve) => this.process.once('exit', resolve));
      this.process.kill();
      const timer = setTimeout(() => this.process.kill('SIGKILL'), 5000);
      await ended;
      clearTimeout(timer);
    }
    rmSync(this.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

/** One window, as a user sees it. */
export class Window {
  constructor(page) {
    this.page = page;
    /** What was refused by a content policy, or asked for elsewhere than here. */
    this.refusals = [];
    page.on('console', (message) => {
      const text = message.text();
      if (/Content.Security.Policy|Refused to|unsafe-eval/i.test(text)) this.refusals.push(text);
    });
  }

  /** Loads the window again; what it was told to open at first would keep it from restoring what was open since. */
  async reload() {
    await this.page.evaluate(() => {
      const address = new URL(location.href);
      address.searchParams.delete('payload');
      history.replaceState(null, '', address);
    });
    const loaded = this.page.waitForEvent('load');
    await this.command('Developer: Reload Window');
    await loaded;
  }

  async command(title) {
    await this.page.keyboard.press('F1');
    const input = this.page.locator('.quick-input-widget input').first();
    await input.waitFor();
    await input.fill(`>${title}`);
    await this.page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
    await this.page.keyboard.press('Enter');
  }

  /** Puts the cursor on a line (1-based), with the focus in the text. */
  async goTo(line) {
    await this.page.locator('.editor-group-container .monaco-editor').first().click({ position: { x: 200, y: 10 } });
    await this.page.keyboard.press('Control+G');
    await this.page.locator('.quick-input-widget input').first().fill(`:${line}`);
    await this.page.keyboard.press('Enter');
  }

  lens(title) {
    return this.page.locator('.codelens-decoration a', { hasText: title });
  }

  get status() {
    return this.page.locator('[id="lumen.lumen.lumen.status"], .statusbar-item[id*="lumen.status"]').first();
  }

  notification(text) {
    return this.page.locator('.notification-list-item', { hasText: text }).first();
  }

  /** The frame in which `selector` is seen: webviews stand in frames within frames. */
  frame(selector, seconds = 30) {
    return until(`a frame with ${selector}`, async () => {
      for (const frame of this.page.frames()) {
        if (frame === this.page.mainFrame()) continue;
        if (await frame.locator(selector).first().isVisible().catch(() => false)) return frame;
      }
      return undefined;
    }, seconds);
  }

  async picture(name) {
    mkdirSync(pictures, { recursive: true });
    await this.page.waitForTimeout(400); // what slides in has come to rest
    await this.page.screenshot({ path: join(pictures, `${name}.png`) });
  }
}
