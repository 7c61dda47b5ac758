// Folds the specifications of charts, once each: they are long, for tools, and drawn beside the text. A reader who unfolds one
// keeps it open, also when its cell runs again.
import * as vscode from 'vscode';
import { isNotebook, linesOf } from './documents';
import { chartFences } from './place';
import type { ChartFence } from './place';
import type { Server } from './server';

/** The editor knows what can be folded only a moment after the text has changed. */
const delay = 600;

export class ChartFolds implements vscode.Disposable {
  /** By document, the cells whose charts were folded once. */
  private readonly folded = new WeakMap<vscode.TextDocument, Set<string>>();
  private timer: NodeJS.Timeout | undefined;
  private readonly disposables: vscode.Disposable[];

  constructor(server: Server) {
    this.disposables = [
      vscode.window.onDidChangeActiveTextEditor(() => this.soon()),
      server.onDidFinishRun(() => this.soon()),
    ];
    this.soon();
  }

  dispose(): void {
    clearTimeout(this.timer);
    for (const disposable of this.disposables) disposable.dispose();
  }

  private soon(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.fold(), delay);
  }

  private async fold(): Promise<void> {
    // The editor's command acts on the editor that has the focus; another one is folded when it gets it.
    const editor = vscode.window.activeTextEditor;
    if (!editor || !isNotebook(editor.document)) return;
    if (!vscode.workspace.getConfiguration('lumen', editor.document).get<boolean>('chart.fold', true)) return;
    const fences = chartFences(linesOf(editor.document));
    const before = this.folded.get(editor.document) ?? new Set();
    this.folded.set(editor.document, new Set(fences.map(({ cell }) => cell)));
    const cursor = editor.selection.active.line;
    // A fold takes the cursor out of what it hides, and nobody's cursor is moved.
    const holdsCursor = ({ first, last }: ChartFence): boolean => cursor > first && cursor <= last;
    const selectionLines = fences.filter((fence) => !before.has(fence.cell) && !holdsCursor(fence)).map(({ first }) => first);
    if (selectionLines.length > 0) await vscode.commands.executeCommand('editor.fold', { levels: 1, direction: 'down', selectionLines });
  }
}
