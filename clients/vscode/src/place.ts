// Where in a notebook a line stands, as far as a key binding or the chart panel has to know it. The server has the last
// word on cells and questions; this never decides what is run, only which request is made.

/** What a line is part of. `fence` is code that isn't SQL. */
export type Place = 'front matter' | 'sql' | 'fence' | 'result' | 'prose';

const fenceOpening = /^ {0,3}(`{3,}|~{3,})\s*([^`]*)$/;
// `sql`, `{sql}` as in Quarto, `{.sql #name}` as in Pandoc.
const sqlWord = /^(?:\{?|\{[^}]*\.)(sql|postgresql|duckdb)\b/i;
const resultOpening = /^ {0,3}<!--\s*lumen:(?:result|answer)\b/;
const regionEnd = /^ {0,3}<!--\s*lumen:end\b/;

interface Fence {
  character: string;
  length: number;
  place: 'sql' | 'fence';
}

function opening(line: string): Fence | undefined {
  const match = fenceOpening.exec(line);
  const run = match?.[1];
  if (run === undefined) return undefined;
  return { character: run[0] ?? '`', length: run.length, place: sqlWord.test(match?.[2] ?? '') ? 'sql' : 'fence' };
}

function closes(line: string, fence: Fence): boolean {
  const text = line.trim();
  return text.length >= fence.length && text === fence.character.repeat(text.length);
}

/** The place of every line of a notebook. A region whose end is missing owns nothing. */
export function places(lines: readonly string[]): Place[] {
  const found: Place[] = [];
  let fence: Fence | undefined;
  let region = -1;
  let line = 0;
  if (lines[0]?.trimEnd() === '---') {
    const end = lines.findIndex((text, index) => index > 0 && /^(---|\.\.\.)\s*$/.test(text));
    for (; line <= end; ++line) found.push('front matter');
  }
  for (; line < lines.length; ++line) {
    const text = lines[line] ?? '';
    if (fence) {
      found.push(fence.place);
      if (closes(text, fence)) fence = undefined;
      continue;
    }
    fence = opening(text);
    found.push(fence?.place ?? 'prose');
    if (fence) continue;
    if (resultOpening.test(text)) region = line;
    if (regionEnd.test(text) && region >= 0) {
      found.fill('result', region, line + 1);
      region = -1;
    }
  }
  return found;
}

/** The line on which the result of `cell` ends, or undefined where the text holds none. */
export function endOfResult(lines: readonly string[], cell: string): number | undefined {
  const stamp = ` of=${encodeURIComponent(cell)} `;
  const start = lines.findIndex((text) => resultOpening.test(text) && `${text} `.includes(stamp));
  if (start < 0) return undefined;
  const end = lines.findIndex((text, index) => index > start && regionEnd.test(text));
  return end < 0 ? undefined : end;
}

/** The chart of a result: the cell that it belongs to, and the lines on which its fence opens and ends. */
export interface ChartFence { cell: string; first: number; last: number }

/** The charts that stand in results, top to bottom. */
export function chartFences(lines: readonly string[]): ChartFence[] {
  const found: ChartFence[] = [];
  let cell: string | undefined;
  let open: ChartFence | undefined;
  lines.forEach((text, line) => {
    if (open) {
      open.last = line;
      if (/^ {0,3}`{3,}\s*$/.test(text)) open = undefined;
    } else if (resultOpening.test(text)) {
      cell = / of=(\S*)/.exec(text)?.[1] ?? '';
    } else if (regionEnd.test(text)) {
      cell = undefined;
    } else if (cell !== undefined && /^ {0,3}`{3,}vega-lite\s*$/.test(text)) {
      open = { cell, first: line, last: line };
      found.push(open);
    }
  });
  return found;
}
