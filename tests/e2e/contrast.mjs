// How well texts can be read against what is painted behind them.
import assert from 'node:assert/strict';

/** Every text of a page or frame, or within the first element of a selector, with its contrast to what is painted behind it (WCAG 2). */
export function contrasts(page, within = '') {
  return page.evaluate(part => {
    const pen = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
    const rgba = colour => {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = colour;
      pen.fillRect(0, 0, 1, 1);
      return [...pen.getImageData(0, 0, 1, 1).data];
    };
    const light = ([r, g, b]) => [r, g, b].map(c => c / 255).map(c => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
      .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
    const behind = element => {
      const card = element.ownerSVGElement?.querySelector('.card'); // a picture stands on a card of its own
      if (card) return rgba(getComputedStyle(card).fill);
      for (let at = element; at; at = at.parentElement) {
        const colour = rgba(getComputedStyle(at).backgroundColor);
        if (colour[3] === 255) return colour;
      }
      // A page of VS Code may be clear and show the editor behind it.
      return rgba(getComputedStyle(document.documentElement).getPropertyValue('--vscode-editor-background').trim() || '#ffffff');
    };
    const out = [];
    const walk = document.createTreeWalker((part && document.querySelector(part)) || document.body || document.documentElement, NodeFilter.SHOW_TEXT);
    while (walk.nextNode()) {
      const element = walk.currentNode.parentElement;
      const style = getComputedStyle(element);
      if (!walk.currentNode.textContent.trim() || !element.checkVisibility({checkOpacity: true, checkVisibilityCSS: true})) continue;
      if (['SCRIPT', 'STYLE', 'NOSCRIPT', 'TITLE', 'DESC'].includes(element.tagName.toUpperCase())) continue;
      const drawn = element.namespaceURI.endsWith('svg');
      const [a, b] = [light(rgba(drawn ? style.fill : style.color)), light(behind(element))].sort((x, y) => y - x);
      out.push({text: walk.currentNode.textContent.trim().slice(0, 40), ratio: (a + 0.05) / (b + 0.05), size: parseFloat(style.fontSize)});
    }
    return out;
  }, within);
}

/** 4.5:1, and 3:1 for large type; there must be at least that many texts. */
export function assertReadable(texts, where, least = 40) {
  assert.ok(texts.length >= least, `${where}: ${texts.length} texts`);
  const faint = texts.filter(({ratio, size}) => ratio < (size >= 24 ? 3 : 4.5));
  assert.deepEqual(faint, [], where);
}
