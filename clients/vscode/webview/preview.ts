// Runs in the built-in Markdown preview: draws the charts that the plugin (src/preview/plugin.ts) left places for, and
// shows the table cell that a number in the prose was taken from.
import type { Drawing } from './draw';
import type { DrawingScript } from './drawing';

const height = 300;
const scope = globalThis as { lumenDrawing?: DrawingScript };
const own = document.currentScript as HTMLScriptElement | null;
const address = own?.src.replace(/preview\.js/, 'drawing.js');
const nonce = own?.nonce;

let loading: Promise<DrawingScript> | undefined;

/** Drawings by specification: the preview replaces its elements at every keystroke, and the drawing is put back. */
let drawn = new Map<string, { host: HTMLElement; drawing: Promise<Drawing | undefined> }>();

function drawingScript(): Promise<DrawingScript> {
  loading ??= new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.nonce = nonce ?? '';
    script.src = address ?? '';
    script.addEventListener('load', () => {
      if (scope.lumenDrawing) resolve(scope.lumenDrawing);
      else reject(new Error('the drawing script is empty'));
    });
    script.addEventListener('error', () => reject(new Error('the drawing script was not loaded')));
    document.head.append(script);
  });
  return loading;
}

async function draw(host: HTMLElement, text: string): Promise<Drawing | undefined> {
  try {
    const script = await drawingScript();
    return await script.draw(host, JSON.parse(text) as Record<string, unknown>, script.themeOf(document.body), height);
  } catch (error) {
    host.classList.add('lumen-problem');
    host.textContent = `This chart can't be drawn: ${error instanceof Error ? error.message : String(error)}`;
    return undefined;
  }
}

function drawAll(): void {
  const before = drawn;
  drawn = new Map();
  for (const place of document.querySelectorAll<HTMLElement>('.lumen-chart')) {
    const text = place.dataset['spec'] ?? '';
    let key = text;
    while (drawn.has(key)) key += ' ';
    const kept = before.get(key);
    before.delete(key);
    if (kept) {
      if (kept.host.parentElement !== place) place.replaceChildren(kept.host);
      drawn.set(key, kept);
    } else {
      const host = document.createElement('div');
      place.replaceChildren(host);
      drawn.set(key, { host, drawing: draw(host, text) });
    }
  }
  for (const { drawing } of before.values()) void drawing.then((made) => made?.end());
}

function drawAnew(): void {
  for (const { host, drawing } of drawn.values()) {
    host.remove();
    void drawing.then((made) => made?.end());
  }
  drawn = new Map();
  drawAll();
}

/** A link's percent-decoded text; a stray % leaves it as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A number of the prose was clicked: its cell of the table is brought into view and marked for a moment. */
function showSource(event: MouseEvent): void {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('.lumen-result a[href^="#"]') : null;
  if (!link) return;
  event.preventDefault();
  event.stopPropagation();
  const cell = document.getElementById(decoded(link.getAttribute('href')?.slice(1) ?? ''));
  if (!cell) return;
  cell.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  cell.classList.add('lumen-source');
  setTimeout(() => cell.classList.remove('lumen-source'), 1600);
}

/** Whether the preview changed its text. What Vega does inside a drawing is its own affair. */
function isOfText({ target }: MutationRecord): boolean {
  return !(target instanceof Element && target.closest('.lumen-chart > div'));
}

// The preview's own event doesn't tell of its first text, which may come before this script or after it.
new MutationObserver((records) => {
  if (records.some(isOfText)) drawAll();
}).observe(document.body, { childList: true, subtree: true });
document.addEventListener('click', showSource, true);
new MutationObserver(drawAnew).observe(document.body, { attributes: true, attributeFilter: ['data-vscode-theme-id'] });
drawAll();
