// What the extension and the chart panel's page say to each other.

/** What the page shows. `spec` is data: nothing in it is ever taken for code or markup. */
export interface ShownChart {
  uri: string;
  cell: string;
  /** Where it stands in the notebook, for a cell that has no name. */
  line: number;
  title: string;
  kind: string;
  kinds: string[];
  spec: Record<string, unknown>;
}

/** To the page. */
export type ToPage =
  | { type: 'chart'; chart: ShownChart }
  | { type: 'empty'; title: string; hint: string };

export type PictureFormat = 'svg' | 'png';

/** From the page. `picture` is SVG text, or a PNG as base64. */
export type FromPage =
  | { type: 'ready' }
  | { type: 'save'; format: PictureFormat; picture: string; name: string }
  | { type: 'copied' }
  | { type: 'failed'; message: string }
  | { type: 'kind'; uri: string; cell: string; line: number; kind: string }
  | { type: 'reveal'; uri: string; cell: string; line: number };

/** What the page keeps over a reload of the window. */
export interface PageState {
  uri: string;
  line: number;
  chart?: ShownChart;
}
