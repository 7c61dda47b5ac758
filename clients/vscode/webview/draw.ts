// Draws one specification. Specifications and their values are hostile: expressions go through Vega's interpreter (no
// code is made from text), nothing is fetched, links are not made, and tooltips are built from text nodes.
import { parse, Error as onlyErrors, View } from 'vega';
import type { Runtime, Spec } from 'vega';
import { expressionInterpreter } from 'vega-interpreter';
import { compile } from 'vega-lite';
import type { TopLevelSpec } from 'vega-lite';
import { denyingLoader } from './loader';
import { fitted, isVega, titleOf } from './specification';
import type { Json } from './specification';
import { configuration } from './theme';
import type { Theme } from './theme';
import { Tooltip } from './tooltip';

/** Above so many rows a canvas is used: an SVG of as many nodes is slow. */
const manyRows = 3000;

/** A drawn chart. */
export interface Drawing {
  svg: () => Promise<string>;
  /** A PNG, twice as large as on the screen, as a `data:` address. */
  png: () => Promise<string>;
  /** Frees what it holds and empties its place. */
  end: () => void;
}

function rows(spec: Json): number {
  const data = spec['data'] as { values?: unknown } | undefined;
  return Array.isArray(data?.values) ? data.values.length : 0;
}

function vegaOf(spec: Json, theme: Theme, height: number): Spec {
  if (isVega(spec)) return fitted(spec, height);
  const quiet = { level: () => quiet, error: () => quiet, warn: () => quiet, info: () => quiet, debug: () => quiet };
  return compile(fitted(spec, height) as unknown as TopLevelSpec, { config: configuration(theme), logger: quiet }).spec;
}

/**
 * Draws `spec` into `place`, whose contents are replaced, `height` pixels high where the chart doesn't need another
 * height. Throws where Vega can't make sense of it.
 */
export async function draw(place: HTMLElement, spec: Json, theme: Theme, height: number): Promise<Drawing> {
  place.replaceChildren();
  const whole = vegaOf(spec, theme, height);
  const runtime: Runtime = parse(whole, isVega(spec) ? (configuration(theme)) : {}, { ast: true });
  const tooltip = new Tooltip(place.ownerDocument);
  const view = new View(runtime, {
    expr: expressionInterpreter,
    loader: denyingLoader(),
    logLevel: onlyErrors,
    renderer: rows(spec) > manyRows ? 'canvas' : 'svg',
    container: place,
    hover: true,
    tooltip: (_handler, event, _item, value) => tooltip.show(event, value),
  });
  view.description(titleOf(spec));
  await view.runAsync();
  return {
    svg: () => view.toSVG(),
    png: () => view.toImageURL('png', 2),
    end: () => {
      tooltip.hide();
      view.finalize();
      place.replaceChildren();
    },
  };
}
