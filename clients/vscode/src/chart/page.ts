// The page of the chart panel: its scripts, its style sheets, and a policy that allows nothing else.

/** Addresses as the webview knows them; `nonce` is fresh for every page. */
export interface PageParts {
  scripts: readonly string[];
  styles: readonly string[];
  source: string;
  nonce: string;
}

/** Pictures may stand in the page itself (`data:`), so that a chart can show what its data hold; nothing is fetched. */
export function contentPolicy({ source, nonce }: PageParts): string {
  return [
    "default-src 'none'", 'img-src data: blob:', `style-src ${source}`, `script-src 'nonce-${nonce}'`, "base-uri 'none'", "form-action 'none'",
  ].join('; ');
}

export function page(parts: PageParts): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentPolicy(parts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
${parts.styles.map((style) => `<link rel="stylesheet" href="${style}">\n`).join('')}<title>Lumen chart</title>
</head>
<body>
<header id="head" hidden>
<h1 id="title"></h1>
<div id="tools">
<button id="cell" class="quiet" title="Go to the cell"></button>
<label>Kind <select id="kind"></select></label>
<span class="space"></span>
<button id="copy" title="Copy the chart as a picture">Copy</button>
<button id="svg" title="Save the chart as SVG">SVG</button>
<button id="png" title="Save the chart as PNG">PNG</button>
</div>
</header>
<main id="chart"></main>
<div id="problem" class="lumen-problem" role="alert" hidden></div>
<section id="empty">
<svg viewBox="0 0 48 48" aria-hidden="true"><path d="M6 6v36h36M14 34V22M23 34V12M32 34V26M41 34V17"/></svg>
<h2 id="emptyTitle">No chart yet</h2>
<p id="emptyHint"></p>
</section>
${parts.scripts.map((script) => `<script nonce="${parts.nonce}" src="${script}"></script>\n`).join('')}</body>
</html>
`;
}
