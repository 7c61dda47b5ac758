// Reads the data of a chart from the file beside the notebook, for the preview.
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

const largest = 16 * 1024 * 1024;
const kept = 32;

/** What was read lately: the preview is drawn anew at every change of the text, the files mostly stay as they are. */
const recent = new Map<string, { stamp: string; rows: unknown[] | undefined }>();

/**
 * The rows in the JSON file `url` names, relative to the folder of the notebook `document` (a path). Only files under
 * that folder's `.lumen/` are read, wherever links lead; undefined where there is no such file or it holds no list.
 */
export function sideFileRows(document: string, url: string): unknown[] | undefined {
  try {
    const root = realpathSync(join(dirname(document), '.lumen')) + sep;
    const file = realpathSync(join(dirname(document), decodeURIComponent(url)));
    if (!file.startsWith(root) || !file.endsWith('.json')) return undefined;
    const { size, mtimeMs } = statSync(file);
    if (size > largest) return undefined;
    const stamp = `${size} ${mtimeMs}`;
    const known = recent.get(file);
    if (known?.stamp === stamp) return known.rows;
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const rows = Array.isArray(content) ? content : undefined;
    recent.delete(file);
    recent.set(file, { stamp, rows });
    const [oldest] = recent.keys();
    if (recent.size > kept && oldest !== undefined) recent.delete(oldest);
    return rows;
  } catch {
    return undefined;
  }
}
