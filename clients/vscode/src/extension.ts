// Where the extension begins and ends: makes the parts and wires them together.
import type MarkdownIt from 'markdown-it';
import * as vscode from 'vscode';
import { ChartPanel } from './chart/panel';
import { chooseChart, registerCommands } from './commands';
import { isNotebook, linesOf, notebookEditor } from './documents';
import { places } from './place';
import { notebookPreview } from './preview/plugin';
import { Server } from './server';
import { Stamps } from './stamps';
import { StatusItem } from './status';

/** Sets the contexts that key bindings and menus ask for: `lumen.notebook` and `lumen.place`. */
function followPlace(): vscode.Disposable[] {
  const set = (): void => {
    const editor = notebookEditor();
    const place = editor ? places(linesOf(editor.document))[editor.selection.active.line] : undefined;
    void vscode.commands.executeCommand('setContext', 'lumen.notebook', editor !== undefined);
    void vscode.commands.executeCommand('setContext', 'lumen.place', place);
  };
  set();
  return [
    vscode.window.onDidChangeActiveTextEditor(set),
    vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => { if (isNotebook(textEditor.document)) set(); }),
  ];
}

let server: Server | undefined;

/** What the built-in Markdown preview takes from an extension. */
export interface Preview {
  extendMarkdownIt: (markdown: MarkdownIt) => MarkdownIt;
}

export function activate(context: vscode.ExtensionContext): Preview {
  const started = new Server(context);
  server = started;
  const chart = new ChartPanel(started, context);
  started.chooseChart = (argument) => chooseChart(started, argument);
  context.subscriptions.push(
    started, chart, new StatusItem(started), new Stamps(), ...followPlace(), ...registerCommands(started, chart),
  );
  return { extendMarkdownIt: (markdown) => markdown.use(notebookPreview) };
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
