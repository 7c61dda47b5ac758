// Dims the lines on which Lumen keeps its stamps: they are for tools, and long. In high contrast nothing is dimmed.
import * as vscode from 'vscode';
import { isNotebook, linesOf } from './documents';

const stamp = /^ {0,3}<!--\s*lumen:(?:result|answer|end)\b.*-->\s*$/;
const delay = 150;

export class Stamps implements vscode.Disposable {
  private readonly dimmed = vscode.window.createTextEditorDecorationType({ opacity: '0.55' });
  private readonly timers = new Map<vscode.TextDocument, NodeJS.Timeout>();
  private readonly disposables: vscode.Disposable[];

  constructor() {
    this.disposables = [
      this.dimmed,
      vscode.window.onDidChangeVisibleTextEditors((editors) => editors.forEach((editor) => this.dim(editor))),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.soon(document)),
      vscode.window.onDidChangeActiveColorTheme(() => vscode.window.visibleTextEditors.forEach((editor) => this.dim(editor))),
    ];
    vscode.window.visibleTextEditors.forEach((editor) => this.dim(editor));
  }

  dispose(): void {
    for (const timer of this.timers.values()) clearTimeout(timer);
    for (const disposable of this.disposables) disposable.dispose();
  }

  private soon(document: vscode.TextDocument): void {
    if (!isNotebook(document)) return;
    clearTimeout(this.timers.get(document));
    this.timers.set(document, setTimeout(() => {
      this.timers.delete(document);
      for (const editor of vscode.window.visibleTextEditors) if (editor.document === document) this.dim(editor);
    }, delay));
  }

  private dim(editor: vscode.TextEditor): void {
    if (!isNotebook(editor.document)) return;
    const { HighContrast, HighContrastLight } = vscode.ColorThemeKind;
    const contrast = [HighContrast, HighContrastLight].includes(vscode.window.activeColorTheme.kind);
    const ranges = contrast ? [] : linesOf(editor.document)
      .flatMap((text, line) => (stamp.test(text) ? [new vscode.Range(line, 0, line, text.length)] : []));
    editor.setDecorations(this.dimmed, ranges);
  }
}
