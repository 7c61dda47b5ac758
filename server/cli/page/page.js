// Draws the page's charts and shows where a sentence's numbers come from. No network, no eval: Vega's interpreter.
(() => {
  'use strict';

  // Colours are the page's own variables, so that a chart changes with them: to dark, and to paper.
  function look() {
    const of = (name) => `var(${name})`;
    const font = getComputedStyle(document.body).fontFamily;
    return {
      background: 'transparent',
      font,
      view: { stroke: 'transparent' },
      title: { color: of('--ink'), subtitleColor: of('--quiet'), fontSize: 13, fontWeight: 600, anchor: 'start', offset: 12 },
      style: { 'guide-label': { fill: of('--quiet'), fontSize: 11 }, 'guide-title': { fill: of('--quiet'), fontSize: 11, fontWeight: 500 } },
      axis: { domainColor: of('--line'), gridColor: of('--line'), tickColor: of('--line') },
      legend: { labelColor: of('--quiet'), titleColor: of('--quiet') },
      header: { labelColor: of('--ink'), titleColor: of('--quiet') },
      text: { color: of('--ink') },
    };
  }

  async function draw(figure) {
    const place = figure.querySelector('div');
    const spec = JSON.parse(figure.querySelector('script').textContent);
    try {
      await vegaEmbed(place, spec, {
        mode: 'vega-lite',
        ast: true,
        renderer: 'svg',
        actions: false,
        defaultStyle: false,
        logLevel: vega.Error,
        config: look(),
        tooltip: { disableDefaultStyle: true },
      });
    } catch (error) {
      place.textContent = `This chart can't be drawn: ${error.message}`;
    }
  }

  // A number's link says where it comes from: #cell/r/row/column, #cell/f/formula/…, #cell/q/….
  function readClaim(link) {
    const found = /^#([^/]+)\/([rfq])\/(.*)$/.exec(link.getAttribute('href') || '');
    if (!found) return null;
    try {
      const parts = found[3].split('/').map(decodeURIComponent);
      return { cell: decodeURIComponent(found[1]), kind: found[2], parts };
    } catch {
      return null; // a stray % in a link that somebody wrote
    }
  }

  function columnOf(table, name) {
    const seen = new Map();
    const heads = [...table.tHead.rows[0].cells];
    return heads.findIndex((head) => {
      const text = head.textContent.trim();
      const count = (seen.get(text) || 0) + 1;
      seen.set(text, count);
      return (count === 1 ? text : `${text}~${count}`) === name;
    });
  }

  function proofCells(claim) {
    const table = document.getElementById(claim.cell)?.querySelector('.table table');
    if (!table || !table.tBodies[0] || claim.kind === 'q') return [];
    const rows = [...table.tBodies[0].rows];
    const columns = claim.parts.map((part) => columnOf(table, part)).filter((index) => index >= 0);
    const named = claim.parts.filter((part) => /^[0-9]+$/.test(part) && columnOf(table, part) < 0).map(Number);
    const column = columns.length ? columns[columns.length - 1] : -1;
    if (column < 0) return named.flatMap((row) => (rows[row - 1] ? [...rows[row - 1].cells] : []));
    const wanted = named.length ? named.map((row) => rows[row - 1]).filter(Boolean) : rows;
    return wanted.map((row) => row.cells[column]).filter(Boolean);
  }

  function explain(claim) {
    if (claim.kind === 'q') return 'from the question';
    if (claim.kind === 'r') return `row ${claim.parts[0]}, column ${claim.parts.slice(1).join('/')}`;
    return `${claim.parts[0].replaceAll('_', ' ')} of ${claim.parts.slice(1).join(', ')}`;
  }

  let held = null;

  function mark(link, on) {
    const claim = readClaim(link);
    if (!claim) return;
    for (const cell of proofCells(claim)) cell.classList.toggle('proof', on);
  }

  function reveal(link) {
    const cells = proofCells(readClaim(link));
    if (!cells.length) return;
    const frame = cells[0].closest('.table');
    const top = cells[0].offsetTop - frame.clientHeight / 2;
    frame.scrollTo({ top, behavior: 'smooth' });
    const box = frame.getBoundingClientRect();
    if (box.top < 0 || box.bottom > innerHeight) frame.scrollIntoView({ block: 'nearest', behavior: 'smooth' });
  }

  function hold(link) {
    if (held) {
      held.classList.remove('held');
      mark(held, false);
    }
    held = held === link ? null : link;
    if (!held) return;
    held.classList.add('held');
    mark(held, true);
    reveal(held);
  }

  for (const link of document.querySelectorAll('.finding a')) {
    const claim = readClaim(link);
    if (!claim) continue;
    link.title = explain(claim);
    link.addEventListener('mouseenter', () => mark(link, true));
    link.addEventListener('focus', () => mark(link, true));
    for (const end of ['mouseleave', 'blur']) link.addEventListener(end, () => held === link || mark(link, false));
    link.addEventListener('click', (event) => {
      event.preventDefault();
      hold(link);
    });
  }
  addEventListener('keydown', (event) => event.key === 'Escape' && held && hold(held));

  const figures = [...document.querySelectorAll('figure.chart')];
  const drawAll = () => Promise.all(figures.map(draw)).then(() => document.body.setAttribute('data-drawn', figures.length));
  drawAll();
})();
