// Where the extension begins and ends: makes the parts and wires them together.
import type MarkdownIt from 'markdown-it';
import * as vscode from 'vscode';
import { ChartPanel } from './chart/panel';
import { chooseChart, registerCommands } from './commands';
import { notebookEditor } from './documents';
import { ChartFolds } from './folds';
import { notebookPreview } from './preview/plugin';
import { Server } from './server';
import { Stamps } from './stamps';
import { StatusItem } from './status';

/** Sets the context that menus ask for: whether a notebook is being edited. */
function followNotebook(): vscode.Disposable {
  const set = (): void => void vscode.commands.executeCommand('setContext', 'lumen.notebook', notebookEditor() !== undefined);
  set();
  return vscode.window.onDidChangeActiveTextEditor(set);
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
    started, chart, new StatusItem(started), new Stamps(), new ChartFolds(started), followNotebook(),
    ...registerCommands(started, chart),
  );
  return { extendMarkdownIt: (markdown) => markdown.use(notebookPreview) };
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
