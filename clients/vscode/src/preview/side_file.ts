// Reads the data of a chart from the file beside the notebook, for the preview.
import { readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';

const largest = 16 * 1024 * 1024;

/**
 * The rows in the JSON file `url` names, relative to the folder of the notebook `document` (a path). Only files under
 * that folder's `.lumen/` are read, wherever links lead; undefined where there is no such file or it holds no list.
 */
export function sideFileRows(document: string, url: string): unknown[] | undefined {
  try {
    const root = realpathSync(join(dirname(document), '.lumen')) + sep;
    const file = realpathSync(join(dirname(document), decodeURIComponent(url)));
    if (!file.startsWith(root) || !file.endsWith('.json')) return undefined;
    const { size } = statSync(file);
    if (size > largest) return undefined;
    const rows: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(rows) ? rows : undefined;
  } catch {
    return undefined;
  }
}
