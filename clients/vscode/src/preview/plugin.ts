// A markdown-it plugin for the built-in preview: gives charts a place to be drawn in, frames results, and gives the cells
// of their tables the names that the numbers in the prose link to. Touches notebooks only, never other Markdown.
import type MarkdownIt from 'markdown-it';
import type Token from 'markdown-it/lib/token.mjs';
import { sideFileRows } from './side_file';

/** What the preview hands to a plugin; `currentDocument` is the file that is shown. */
interface Environment {
  currentDocument?: { scheme: string; fsPath: string };
}

type Json = Record<string, unknown>;

const opening = /^<!--\s*lumen:(result|answer)\b([^]*?)-->\s*$/;
const ending = /^<!--\s*lumen:end\b[^]*?-->\s*$/;

function notebookOf(environment: unknown): string | undefined {
  const document = (environment as Environment | undefined)?.currentDocument;
  return document?.scheme === 'file' && document.fsPath.endsWith('.lumen.md') ? document.fsPath : undefined;
}

function object(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The specification with the rows of its side file in it, or why it can't be drawn. */
function specification(text: string, notebook: string): Json | string {
  let spec: unknown;
  try {
    spec = JSON.parse(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (!object(spec)) return 'it is not an object';
  const data = spec['data'];
  if (!object(data)) return spec;
  const { url, format: _, ...rest } = data;
  if (typeof url !== 'string') return spec;
  const values = sideFileRows(notebook, url);
  return values ? { ...spec, data: { ...rest, values } } : `its data (${url}) are not there; run the cell again`;
}

function titleOf(spec: Json): string {
  const { title, description } = spec;
  if (typeof description === 'string') return description;
  if (typeof title === 'string') return title;
  return object(title) && typeof title['text'] === 'string' ? title['text'] : 'Chart';
}

function drawFences(markdown: MarkdownIt): void {
  const escape = markdown.utils.escapeHtml;
  const before = markdown.renderer.rules.fence;
  markdown.renderer.rules.fence = (tokens, index, options, environment: unknown, self) => {
    const token = tokens[index];
    const notebook = notebookOf(environment);
    const language = token?.info.trim().split(/[\s{]/)[0];
    if (token && notebook !== undefined && (language === 'vega-lite' || language === 'vegalite' || language === 'vega')) {
      const spec = specification(token.content, notebook);
      if (typeof spec === 'string') return `<div class="lumen-problem">This chart can't be drawn: ${escape(spec)}</div>\n`;
      return `<div class="lumen-chart" role="img" aria-label="${escape(titleOf(spec))}" data-spec="${escape(JSON.stringify(spec))}"></div>\n`;
    }
    return before ? before(tokens, index, options, environment, self) : self.renderToken(tokens, index, options);
  };
}

/** The value of `key` in a stamp; values are percent-encoded. */
function stamped(stamp: string, key: string): string {
  const value = new RegExp(`\\s${key}=(\\S*)`).exec(stamp)?.[1] ?? '';
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Column names as links write them: a second column of a name gets `~2`. */
function columnNames(headers: readonly string[]): string[] {
  const seen = new Map<string, number>();
  return headers.map((header) => {
    const count = (seen.get(header) ?? 0) + 1;
    seen.set(header, count);
    return count === 1 ? header : `${header}~${count}`;
  });
}

/** Names the cells of the tables among `tokens` as `cell/r/row/column`. */
function nameCells(tokens: readonly Token[], cell: string): void {
  const headers: string[] = [];
  let names: string[] = [];
  let row = 0;
  let column = 0;
  tokens.forEach((token, index) => {
    if (token.type === 'table_open') { headers.length = 0; row = 0; }
    if (token.type === 'th_open') headers.push(tokens[index + 1]?.children?.map(({ content }) => content).join('') ?? '');
    if (token.type === 'thead_close') names = columnNames(headers);
    if (token.type === 'tr_open') { column = 0; if (names.length > 0) ++row; }
    if (token.type === 'td_open') token.attrSet('id', `${cell}/r/${row}/${names[column++] ?? ''}`);
  });
}

function frameResults(markdown: MarkdownIt): void {
  markdown.core.ruler.push('lumen-results', ({ tokens, env }) => {
    if (notebookOf(env) === undefined) return;
    let open = -1;
    tokens.forEach((token, index) => {
      if (token.type !== 'html_block' || token.level !== 0) return;
      if (opening.test(token.content)) open = index;
      const start = tokens[open];
      if (!start || !ending.test(token.content)) return;
      const [, kind = '', stamp = ''] = opening.exec(start.content) ?? [];
      nameCells(tokens.slice(open, index), stamped(stamp, 'of'));
      start.content = `<section class="lumen-${kind}">\n`;
      token.content = '</section>\n';
      open = -1;
    });
  });
}

export function notebookPreview(markdown: MarkdownIt): void {
  drawFences(markdown);
  frameResults(markdown);
}
