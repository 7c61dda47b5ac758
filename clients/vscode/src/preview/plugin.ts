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

function isChart(token: Token): boolean {
  return token.type === 'fence' && ['vega-lite', 'vegalite', 'vega'].includes(token.info.trim().split(/[\s{]/)[0] ?? '');
}

/** The `data` of the first chart that has rows under `name`: an author's own chart may name any cell. */
function dataNamed(name: string, tokens: readonly Token[]): Json | undefined {
  for (const token of tokens) {
    if (!isChart(token) || !token.content.includes(name)) continue;
    try {
      const spec: unknown = JSON.parse(token.content);
      const data = object(spec) ? spec['data'] : undefined;
      if (object(data) && data['name'] === name && ('url' in data || 'values' in data)) return data;
    } catch {
      // A chart that can't be read gives no rows; it says so itself.
    }
  }
  return undefined;
}

/** The specification with the rows of its side file in it, or why it can't be drawn. */
function specification(text: string, notebook: string, tokens: readonly Token[]): Json | string {
  let spec: unknown;
  try {
    spec = JSON.parse(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  if (!object(spec)) return 'it is not an object';
  let { data } = spec;
  if (!object(data)) return spec;
  if (typeof data['name'] === 'string' && !('url' in data) && !('values' in data)) {
    data = dataNamed(data['name'], tokens);
    if (!object(data)) return 'no cell of this notebook has its data';
  }
  const { url, format: _, ...rest } = data;
  if (typeof url !== 'string') return { ...spec, data };
  const values = sideFileRows(notebook, url);
  return values ? { ...spec, data: { ...rest, values } } : `its data (${url}) are not there; run the cell again`;
}

function drawFences(markdown: MarkdownIt): void {
  const escape = markdown.utils.escapeHtml;
  const before = markdown.renderer.rules.fence;
  markdown.renderer.rules.fence = (tokens, index, options, environment: unknown, self) => {
    const token = tokens[index];
    const notebook = notebookOf(environment);
    if (token && notebook !== undefined && isChart(token)) {
      const spec = specification(token.content, notebook, tokens);
      if (typeof spec === 'string') return `<div class="lumen-problem">This chart can't be drawn: ${escape(spec)}</div>\n`;
      return `<div class="lumen-chart" data-spec="${escape(JSON.stringify(spec))}"></div>\n`;
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

/** The index of the marker that ends the region which begins at `start`, or -1. */
function endOf(tokens: readonly Token[], start: number): number {
  for (let index = start + 1; index < tokens.length; ++index) {
    const token = tokens[index];
    if (token?.type !== 'html_block' || token.level !== 0) continue;
    if (ending.test(token.content)) return index;
    if (opening.test(token.content)) return -1;
  }
  return -1;
}

/** Markers become the frame of their result. Done while rendering: only then is it known which file is shown. */
function frameResults(markdown: MarkdownIt): void {
  const before = markdown.renderer.rules.html_block;
  markdown.renderer.rules.html_block = (tokens, index, options, environment: unknown, self) => {
    const token = tokens[index];
    if (token?.level === 0 && notebookOf(environment) !== undefined) {
      const [, kind = '', stamp = ''] = opening.exec(token.content) ?? [];
      const end = kind === '' ? -1 : endOf(tokens, index);
      if (end >= 0) {
        nameCells(tokens.slice(index, end), stamped(stamp, 'of'));
        return `<section class="lumen-${kind}">\n`;
      }
      if (ending.test(token.content) && beginsBefore(tokens, index)) return '</section>\n';
    }
    return before ? before(tokens, index, options, environment, self) : token?.content ?? '';
  };
}

function beginsBefore(tokens: readonly Token[], end: number): boolean {
  for (let index = end - 1; index >= 0; --index) {
    const token = tokens[index];
    if (token?.type !== 'html_block' || token.level !== 0) continue;
    if (ending.test(token.content)) return false;
    if (opening.test(token.content)) return true;
  }
  return false;
}

export function notebookPreview(markdown: MarkdownIt): void {
  drawFences(markdown);
  frameResults(markdown);
}
