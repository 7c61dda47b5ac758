// Charts: in the panel beside the text and in the Markdown preview.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { assertReadable, contrasts } from '../contrast.mjs';
import { ask, dark, light, openReady, results, scenario, small, workspace } from './fixture.mjs';
import { until } from './studio.mjs';

scenario('the chart follows the cursor and takes another kind, and a lens tells the state', async () => {
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

  // The same from the text: the lens on the chart asks for the kind, and so does the palette's command.
  const choose = async (kind) => {
    const list = window.page.locator('.quick-input-list');
    await list.locator('.monaco-list-row', { hasText: /Now|now/ }).waitFor();
    await list.locator('.monaco-list-row', { hasText: new RegExp(`^\\s*${kind}`, 'i') }).first().click();
    await until(`a ${kind} in the panel`, async () => (await frame.locator('#kind').inputValue()) === kind);
  };
  const lineOf = (start) => notebook.read().split('\n').findIndex((line) => line.startsWith(start)) + 1;
  // VS Code gives lenses that scroll into view their present command a quarter of a second later.
  const clickLens = async (line, title) => {
    await window.goTo(line);
    await window.page.waitForTimeout(800);
    await window.lens(title).first().click();
  };
  await clickLens(lineOf('```vega-lite'), /^Change chart$/);
  await choose(now);
  await window.command('Lumen: Change Chart');
  await window.page.locator('.quick-input-list .monaco-list-row', { hasText: /now/ }).waitFor();
  await window.picture('change-chart-dark');
  await choose(other);

  // The lens with the state tells it whole.
  await clickLens(lineOf('```sql'), /^Fresh/);
  await window.page.locator('.notification-list-item', { hasText: /fresh/i }).first().waitFor();
  await window.picture('state-dark');
  assert.deepEqual(window.refusals, []);
});

/** What a PNG shows: its size, whether its corner hides what is behind it, and how many colours it has. */
function looksOf(frame, base64) {
  return frame.evaluate(async (text) => {
    const bytes = Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const pen = new OffscreenCanvas(image.width, image.height).getContext('2d');
    pen.drawImage(image, 0, 0);
    const points = new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer);
    return { width: image.width, height: image.height, opaque: points[0] >>> 24 === 255, colours: new Set(points).size };
  }, base64);
}

scenario('the chart is saved and copied as it is seen, and comes back after a reload of the window', async () => {
  const notebook = workspace('pictures', light, small);
  const window = await openReady(notebook);
  await window.lens(/^Ask$/).first().click();
  let frame = await window.frame('#chart svg');
  const title = await frame.locator('#chart').getAttribute('aria-label');
  assert.match(title, /^airport count by state$/i);
  const texts = await frame.locator('#chart svg text').allTextContents();
  const shown = await frame.locator('h1:visible').allTextContents();
  assert.equal([...shown, ...texts].filter((text) => title.endsWith(text) && text !== '').length, 1, 'the title is shown once');
  await until('the answer in the file', () => results(notebook.read()).length === 1);

  const saved = async (format) => {
    await frame.locator(`#${format}`).click();
    const input = window.page.locator('.quick-input-widget input').first();
    await until('a name for the picture', async () => (await input.inputValue()).endsWith(`.${format}`));
    await window.page.keyboard.press('Enter');
    const path = await until('the saved picture', () => readdirSync(notebook.folder).find((name) => name.endsWith(`.${format}`)));
    return until('its content', () => { const bytes = readFileSync(join(notebook.folder, path)); return bytes.length > 0 && bytes; });
  };
  const svg = (await saved('svg')).toString('utf8');
  assert.match(svg, /^<svg[^>]*>[^]*<\/svg>$/);
  assert.match(svg, /<rect[^>]*fill="#(ffffff|fff)"/i);
  const png = (await saved('png')).toString('base64');
  const looks = await looksOf(frame, png);
  assert.ok(looks.width > 400 && looks.height > 200 && looks.opaque && looks.colours > 10, JSON.stringify(looks));

  await frame.locator('#copy').click();
  await window.page.locator('.statusbar-item', { hasText: 'Chart copied' }).waitFor();
  const copied = await frame.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const bytes = new Uint8Array(await (await item.getType('image/png')).arrayBuffer());
    return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  });
  assert.deepEqual(await looksOf(frame, copied), looks);

  await window.reload();
  frame = await window.frame('#chart svg', 60);
  assert.equal(await frame.locator('#chart').getAttribute('aria-label'), title);
  assert.equal(await window.page.getByRole('tab', { name: 'Chart: airports_state' }).count(), 1);
  // It lives on: the next question is drawn in the same panel.
  await until('the notebook’s data in the status item', async () => (await window.status.textContent()).includes('./data'));
  await ask(window, notebook, 'How many airports are there by country?');
  await until('the second answer', () => results(notebook.read()).length === 2);
  await until('the second chart', async () => (await frame.locator('#chart').getAttribute('aria-label')) !== title);
  await window.picture('reload-light');
  assert.deepEqual(window.refusals, []);
});

const themes = {
  'Default Light Modern': 'vscode-light', 'Default Dark Modern': 'vscode-dark',
  'Default High Contrast': 'vscode-high-contrast', 'Default High Contrast Light': 'vscode-high-contrast-light',
};

/**
 * Changes the theme under an open window, from one to the next, and measures the texts within a part of the frame that
 * shows `selector`.
 */
async function readableInThemes(window, notebook, { selector, within, name, least, also }) {
  const settings = join(notebook.folder, '.vscode/settings.json');
  const quiet = JSON.parse(readFileSync(settings, 'utf8'));
  for (const [theme, kind] of Object.entries(themes)) {
    writeFileSync(settings, JSON.stringify({ ...quiet, 'workbench.colorTheme': theme }));
    const frame = await window.frame(`body.${kind} ${selector}`);
    let faint;
    // The chart is drawn anew a moment after the theme.
    await until('texts that can be read', async () => {
      try {
        assertReadable(await contrasts(frame, within), `${name} in ${theme}`, least);
        return true;
      } catch (error) {
        faint = error;
        return false;
      }
    }, 10).catch(() => { throw faint; });
    await also?.(kind);
    await window.picture(`${name}-${kind}`);
  }
}

scenario('the chart panel is readable in light, dark and high contrast, and follows a change of the theme', async () => {
  const notebook = workspace('panel-themes', light, small);
  const window = await openReady(notebook);
  await window.lens(/^Ask$/).first().click();
  await window.frame('#chart svg');
  await until('the answer', () => results(notebook.read()).length === 1);
  await readableInThemes(window, notebook, {
    selector: '#chart svg', within: 'body', name: 'panel', least: 8,
    // Stamps are dimmed, but not for those who need contrast.
    also: (kind) => until(`stamps as ${kind} needs them`, async () => {
      const stamp = window.page.locator('.view-line span span', { hasText: 'lumen:result' }).first();
      const opacity = await stamp.evaluate((one) => getComputedStyle(one).opacity);
      return opacity === (kind.includes('contrast') ? '1' : '0.55');
    }, 10),
  });
});

scenario('the Markdown preview is readable in light, dark and high contrast, and follows a change of the theme', async () => {
  const notebook = workspace('preview-themes', { ...light, 'lumen.chart.openOnRun': false }, small);
  const window = await openReady(notebook);
  await window.lens(/^Ask$/).first().click();
  await until('the answer', () => results(notebook.read()).length === 1);
  await window.goTo(1);
  await window.command('Markdown: Open Preview to the Side');
  // The SQL beside it is coloured by VS Code.
  await readableInThemes(window, notebook, { selector: '.lumen-result .lumen-chart svg', within: '.lumen-result', name: 'preview', least: 20 });
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
