// Makes a specification fit the page: safe to draw, as wide as there is room, in the theme's colours.

export type Json = Record<string, unknown>;

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a specification is Vega rather than Vega-Lite. */
export function isVega(spec: Json): boolean {
  return typeof spec['$schema'] === 'string' && /\/schema\/vega\/v\d/.test(spec['$schema']);
}

/** Composed views are as wide as their parts; only a single view can be told to fill the page. */
function isSingle(spec: Json): boolean {
  return !['concat', 'hconcat', 'vconcat', 'repeat', 'facet'].some((key) => key in spec) &&
    !(isObject(spec['encoding']) && ['row', 'column', 'facet'].some((key) => key in (spec['encoding'] as Json)));
}

function isRound(spec: Json): boolean {
  const mark = isObject(spec['mark']) ? spec['mark']['type'] : spec['mark'];
  return mark === 'arc';
}

function channel(spec: Json, name: string): Json | undefined {
  const own = isObject(spec['encoding']) ? spec['encoding'][name] : undefined;
  if (isObject(own)) return own;
  for (const layer of Array.isArray(spec['layer']) ? spec['layer'] : []) {
    const found = isObject(layer) ? channel(layer, name) : undefined;
    if (found) return found;
  }
  return undefined;
}

/** Whether values are placed along a channel; a place in pixels keeps the chart's own height. */
function isScaled(of: Json | undefined): boolean {
  return of !== undefined && ['field', 'aggregate', 'datum', 'bin', 'timeUnit'].some((key) => key in of);
}

/** A discrete y has as many rows as it has: its height follows from them. */
function hasRows(spec: Json): boolean {
  const y = channel(spec, 'y');
  if (!y) return false;
  return (y['type'] === 'nominal' || y['type'] === 'ordinal') && y['bin'] === undefined;
}

/**
 * A copy of `spec` that fits a place of `height` pixels and any width. `usermeta` is dropped: it is where a hostile
 * specification would change how it is embedded.
 */
export function fitted(spec: Json, height: number): Json {
  const { usermeta: _, ...copy } = spec;
  if (isVega(copy) || !isSingle(copy)) return copy;
  copy['width'] = 'container';
  if (isRound(copy)) {
    copy['height'] = height;
  } else if (hasRows(copy)) {
    if (typeof copy['height'] !== 'object') copy['height'] = { step: 26 };
  } else if (isScaled(channel(copy, 'y')) || channel(copy, 'latitude')) {
    copy['height'] = height;
  }
  copy['autosize'] = { type: 'fit-x', contains: 'padding' };
  return copy;
}

/** What a chart shows in a few words, for those who don't see it. */
export function titleOf(spec: Json): string {
  const { title, description } = spec;
  if (typeof description === 'string' && description !== '') return description;
  const text = isObject(title) ? title['text'] : title;
  return typeof text === 'string' && text !== '' ? text : 'Chart';
}
