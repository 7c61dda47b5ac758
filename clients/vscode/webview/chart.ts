// The page of the chart panel: shows the chart that the extension sends, and gives it back as a picture.
import type { Drawing } from './draw';
import type { DrawingScript } from './drawing';
import type { FromPage, PageState, PictureFormat, ShownChart, ToPage } from './messages';

declare function acquireVsCodeApi(): {
  postMessage: (message: FromPage) => void;
  getState: () => PageState | undefined;
  setState: (state: PageState) => void;
};

const editor = acquireVsCodeApi();
/** Vega, in a script of its own that the preview loads too; it stands before this one in the page. */
const { draw, themeOf } = (globalThis as unknown as { lumenDrawing: DrawingScript }).lumenDrawing;
const smallest = 160;
const tallest = 640;

let shown: ShownChart | undefined;
let drawing: Drawing | undefined;
let turn = 0;

function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no ${id}.`);
  return found;
}

function kindList(): HTMLSelectElement {
  return element('kind') as HTMLSelectElement;
}

/** The height left for the chart: the page's, but never so flat or tall that it can't be read. */
function height(): number {
  const room = window.innerHeight - element('chart').getBoundingClientRect().top - 24;
  return Math.round(Math.min(tallest, Math.max(smallest, room), Math.max(smallest, window.innerWidth * 0.75)));
}

function tellProblem(message: string): void {
  element('problem').textContent = message;
  element('problem').hidden = message === '';
}

function fillHead(chart: ShownChart): void {
  // A chart that has a title of its own shows it, and keeps it in its pictures.
  element('title').textContent = chart.title === '' ? chart.cell : chart.title;
  element('title').hidden = 'title' in chart.spec;
  element('cell').textContent = chart.cell;
  element('cell').hidden = chart.cell === '';
  const kinds = chart.kinds.includes(chart.kind) ? chart.kinds : [chart.kind, ...chart.kinds];
  kindList().replaceChildren(...kinds.map((kind) => {
    const option = document.createElement('option');
    option.value = kind;
    option.textContent = kind;
    option.selected = kind === chart.kind;
    return option;
  }));
}

async function redraw(): Promise<void> {
  if (!shown) return;
  const chart = shown;
  const mine = ++turn;
  drawing?.end();
  drawing = undefined;
  try {
    const made = await draw(element('chart'), chart.spec, themeOf(document.body), height());
    if (mine !== turn) {
      made.end();
      return;
    }
    drawing = made;
    tellProblem('');
  } catch (error) {
    element('chart').replaceChildren();
    tellProblem(`This chart can't be drawn: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function show(chart: ShownChart): void {
  shown = chart;
  element('empty').hidden = true;
  element('head').hidden = false;
  fillHead(chart);
  void redraw();
}

function showNothing(title: string, hint: string): void {
  shown = undefined;
  drawing?.end();
  drawing = undefined;
  tellProblem('');
  element('head').hidden = true;
  element('empty').hidden = false;
  element('emptyTitle').textContent = title;
  element('emptyHint').textContent = hint;
}

async function save(format: PictureFormat): Promise<void> {
  if (!drawing || !shown) return;
  const picture = format === 'svg' ? await drawing.svg() : (await drawing.png()).replace(/^data:image\/png;base64,/, '');
  editor.postMessage({ type: 'save', format, picture, name: shown.cell });
}

async function copy(): Promise<void> {
  if (!drawing) return;
  const bytes = Uint8Array.from(atob((await drawing.png()).replace(/^.*,/, '')), (character) => character.charCodeAt(0));
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) })]);
  editor.postMessage({ type: 'copied' });
}

function attempt(action: () => Promise<void>): void {
  action().catch((error: unknown) => {
    editor.postMessage({ type: 'failed', message: `The chart can't be given out: ${error instanceof Error ? error.message : String(error)}` });
  });
}

function changeKind(): void {
  if (shown) editor.postMessage({ type: 'kind', uri: shown.uri, cell: shown.cell, line: shown.line, kind: kindList().value });
}

function listen(): void {
  window.addEventListener('message', ({ data }: MessageEvent<ToPage & { line: number }>) => {
    if (data.type === 'chart') {
      editor.setState({ uri: data.chart.uri, line: data.line, chart: data.chart });
      show(data.chart);
    } else {
      showNothing(data.title, data.hint);
    }
  });
  element('svg').addEventListener('click', () => attempt(() => save('svg')));
  element('png').addEventListener('click', () => attempt(() => save('png')));
  element('copy').addEventListener('click', () => attempt(copy));
  element('kind').addEventListener('change', changeKind);
  element('cell').addEventListener('click', () => {
    if (shown) editor.postMessage({ type: 'reveal', uri: shown.uri, cell: shown.cell, line: shown.line });
  });
  // A width is followed by Vega itself; a height, and the colours of another theme, need a new drawing.
  let drawnHeight = window.innerHeight;
  let timer = 0;
  const later = (): void => {
    clearTimeout(timer);
    timer = window.setTimeout(() => void redraw(), 100);
  };
  window.addEventListener('resize', () => {
    if (window.innerHeight === drawnHeight) return;
    drawnHeight = window.innerHeight;
    later();
  });
  new MutationObserver(later).observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-id'] });
}

listen();
const kept = editor.getState();
if (kept?.chart) {
  show(kept.chart);
} else {
  showNothing('No chart yet', 'Ask a question, or move the cursor to a result with a chart.');
}
editor.postMessage({ type: 'ready' });
