// A document as a client keeps it: JavaScript text (UTF-16), with positions in the encoding that client and server agreed on.

export class TextDocument {
  constructor(uri, version, text, encoding = 'utf-16') {
    Object.assign(this, {uri, version, text, encoding});
  }

  /** Offsets at which lines begin; \n, \r\n and \r end one. */
  lineStarts() {
    if (this.startsOf !== this.text) {
      this.startsOf = this.text;
      this.starts = [0];
      for (const end of this.text.matchAll(/\r\n|\n|\r/g)) this.starts.push(end.index + end[0].length);
    }
    return this.starts;
  }

  position(offset) {
    const starts = this.lineStarts();
    let line = 0;
    for (let low = 0, high = starts.length - 1; low <= high;) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= offset) { line = middle; low = middle + 1; } else { high = middle - 1; }
    }
    return {line, character: measure(this.text.slice(starts[line], offset), this.encoding)};
  }

  offset({line, character}) {
    const starts = this.lineStarts();
    if (line >= starts.length) return this.text.length;
    const rest = this.text.slice(starts[line], starts[line + 1] ?? this.text.length).replace(/(\r\n|\n|\r)$/, '');
    if (this.encoding === 'utf-16') return starts[line] + Math.min(character, rest.length);
    let units = 0;
    let offset = starts[line];
    for (const one of rest) {
      if (units >= character) break;
      units += measure(one, this.encoding);
      offset += one.length;
    }
    return offset;
  }

  splice(start, end, newText) { this.text = this.text.slice(0, start) + newText + this.text.slice(end); }

  /** All at once: offsets are of the text before. */
  apply(edits) {
    for (const {start, end, newText} of [...edits].sort((a, b) => b.start - a.start)) this.splice(start, end, newText);
  }

  compare(a, b) { return a.line - b.line || a.character - b.character; }

  lineOf(words) { return this.position(this.text.indexOf(words)).line; }
}

function measure(text, encoding) {
  if (encoding === 'utf-8') return Buffer.byteLength(text);
  if (encoding === 'utf-32') return [...text].length;
  return text.length;
}
