// Vega-Lite's look taken from the editor's theme, so that a chart reads well in light, dark and high contrast.

/** The colours that a chart needs. */
export interface Theme {
  dark: boolean;
  background: string;
  text: string;
  quiet: string;
  grid: string;
  font: string;
  categories: string[];
}

// The colour of a chart that has one, as the server gives it; it reads well on both grounds.
const accent = '#2f7fc1';

// Two sets of eight hues that stay apart for colour-blind readers, one for each ground.
const onLight = ['#2f7fc1', '#e0812c', '#2a9d74', '#c2447a', '#7a5cc0', '#8a6d3b', '#1aa3b8', '#6b7785'];
const onDark = ['#6cb0f2', '#f2a65a', '#5cc9a0', '#ef82ad', '#b29cf0', '#d1b27c', '#5fd0e0', '#a3afbd'];

/** Reads the theme of the page; the editor sets a class on the body and its colours as variables. */
export function themeOf(body: HTMLElement): Theme {
  const style = getComputedStyle(body);
  const read = (name: string, otherwise: string): string => style.getPropertyValue(name).trim() || otherwise;
  const classes = body.classList;
  const contrast = classes.contains('vscode-high-contrast') && !classes.contains('vscode-high-contrast-light');
  const dark = classes.contains('vscode-dark') || contrast;
  return {
    dark,
    background: read('--vscode-editor-background', dark ? '#1f1f1f' : '#ffffff'),
    text: read('--vscode-editor-foreground', dark ? '#d4d4d4' : '#333333'),
    quiet: read('--vscode-descriptionForeground', dark ? '#9d9d9d' : '#717171'),
    grid: dark ? 'rgba(255, 255, 255, 0.13)' : 'rgba(0, 0, 0, 0.1)',
    font: read('--vscode-font-family', 'sans-serif'),
    categories: dark ? onDark : onLight,
  };
}

/** A Vega-Lite configuration; what the chart's own specification says goes before it. */
export function configuration(theme: Theme): Record<string, unknown> {
  return {
    // The page's own, so that it can't be seen there; a picture that is saved or copied is read elsewhere.
    background: theme.background,
    font: theme.font,
    padding: 4,
    view: { stroke: 'transparent' },
    mark: { color: accent },
    area: { fillOpacity: 0.75 },
    line: { strokeWidth: 2 },
    text: { color: theme.text },
    axis: {
      domainColor: theme.quiet, gridColor: theme.grid, tickColor: theme.quiet,
      labelColor: theme.text, labelFontSize: 11, labelSeparation: 8,
      titleColor: theme.quiet, titleFontSize: 11, titleFontWeight: 500, titlePadding: 8,
    },
    legend: {
      labelColor: theme.text, labelFontSize: 11,
      titleColor: theme.quiet, titleFontSize: 11, titleFontWeight: 500,
    },
    header: { labelColor: theme.text, titleColor: theme.quiet },
    title: { color: theme.text, subtitleColor: theme.quiet, fontSize: 13, fontWeight: 600, anchor: 'start' },
    range: {
      category: theme.categories,
      heatmap: { scheme: theme.dark ? 'viridis' : 'blues' },
      ramp: { scheme: theme.dark ? 'viridis' : 'blues' },
    },
  };
}
