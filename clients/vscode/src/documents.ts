// Which documents are notebooks.
import * as vscode from 'vscode';

/** Notebooks stay Markdown, so that everything made for Markdown works on; their name tells them apart. */
export const notebookSelector = [
  { scheme: 'file', pattern: '**/*.lumen.md' },
  { scheme: 'file', language: 'lumen' },
  { scheme: 'untitled', language: 'lumen' },
];

export function isNotebook(document: vscode.TextDocument): boolean {
  return document.languageId === 'lumen' || (document.uri.scheme === 'file' && document.uri.path.endsWith('.lumen.md'));
}

/** The editor of a notebook that has the focus, or had it last and is still seen. */
export function notebookEditor(): vscode.TextEditor | undefined {
  const active = vscode.window.activeTextEditor;
  if (active) return isNotebook(active.document) ? active : undefined;
  return vscode.window.visibleTextEditors.find((editor) => isNotebook(editor.document));
}

export function linesOf(document: vscode.TextDocument): string[] {
  return document.getText().split(/\r\n|\r|\n/);
}
