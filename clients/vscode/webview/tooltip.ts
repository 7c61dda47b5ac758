// What the pointer is on, as a small table made of text nodes. Vega's own tooltip writes markup; values of a database
// are no place for that.

const longest = 200;

function text(value: unknown): string {
  if (value === null || value === undefined) return '—';
  const whole = typeof value === 'string' ? value : JSON.stringify(value);
  return whole.length > longest ? `${whole.slice(0, longest)}…` : whole;
}

export class Tooltip {
  private box: HTMLElement | undefined;

  constructor(private readonly document: Document) {}

  show(event: MouseEvent, value: unknown): void {
    if (value === null || value === undefined || value === '') {
      this.hide();
      return;
    }
    const box = this.box ?? this.make();
    const entries = typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : [['', value] as const];
    box.replaceChildren(...entries.map(([name, entry]) => this.row(name, text(entry))));
    this.place(box, event);
  }

  hide(): void {
    this.box?.remove();
    this.box = undefined;
  }

  private make(): HTMLElement {
    const box = this.document.createElement('div');
    box.className = 'lumen-tooltip';
    this.document.body.append(box);
    this.box = box;
    return box;
  }

  private row(name: string, value: string): HTMLElement {
    const row = this.document.createElement('div');
    if (name !== '') {
      const label = this.document.createElement('span');
      label.textContent = name;
      row.append(label);
    }
    const shown = this.document.createElement('b');
    shown.textContent = value;
    row.append(shown);
    return row;
  }

  /** Beside the pointer, and never beyond the edge of the page. */
  private place(box: HTMLElement, event: MouseEvent): void {
    const gap = 14;
    const { clientWidth, clientHeight } = this.document.documentElement;
    const beside = (at: number, size: number, room: number): number =>
      Math.max(0, at + gap + size > room ? at - gap - size : at + gap);
    box.style.left = `${beside(event.clientX, box.offsetWidth, clientWidth)}px`;
    box.style.top = `${beside(event.clientY, box.offsetHeight, clientHeight)}px`;
  }
}
