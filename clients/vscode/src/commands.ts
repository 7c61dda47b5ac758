// The commands of the palette and the key bindings. They turn the cursor into a position and call the server, whose own
// commands have other names (src/protocol.ts): a language client registers those itself.
import * as vscode from 'vscode';
import type { ChartPanel } from './chart/panel';
import { linesOf, notebookEditor } from './documents';
import { newNotebook } from './new_notebook';
import { endOfResult, places } from './place';
import type { Place } from './place';
import { serverCommands } from './protocol';
import type { ChartReply, CommandArgument } from './protocol';
import type { Server } from './server';

function atCursor(): CommandArgument | undefined {
  const editor = notebookEditor();
  if (!editor) {
    void vscode.window.showInformationMessage('Lumen: Open a notebook first (a file whose name ends in .lumen.md).');
    return undefined;
  }
  return { uri: editor.document.uri.toString(), position: editor.selection.active };
}

async function execute(server: Server, command: string): Promise<void> {
  const argument = atCursor();
  if (argument) await server.execute(command, argument);
}

/** Commands over the whole notebook take no position. */
async function executeOnNotebook(server: Server, command: string): Promise<void> {
  const argument = atCursor();
  if (argument) await server.execute(command, { uri: argument.uri });
}

function placeAtCursor(): Place | undefined {
  const editor = notebookEditor();
  return editor && places(linesOf(editor.document))[editor.selection.active.line];
}

/** Outside SQL the key keeps the meaning that it has in every editor. Decided here: a context key would lag behind the cursor. */
async function runOrInsertLine(server: Server): Promise<void> {
  if (placeAtCursor() === 'sql') await execute(server, serverCommands.run);
  else await vscode.commands.executeCommand('editor.action.insertLineAfter');
}

async function chartFor(server: Server, { uri, cell, position }: CommandArgument): Promise<ChartReply | undefined> {
  if (position) return server.chart(vscode.Uri.parse(uri), new vscode.Position(position.line, position.character));
  const document = vscode.workspace.textDocuments.find((candidate) => candidate.uri.toString() === uri);
  const end = document && cell ? endOfResult(linesOf(document), cell) : undefined;
  return document && end !== undefined ? server.chart(document.uri, new vscode.Position(end, 0)) : undefined;
}

/** Asks which kind of chart is wanted, and has the server draw it; false where there is no chart to change. */
export async function chooseChart(server: Server, argument: CommandArgument): Promise<boolean> {
  const chart = await chartFor(server, argument);
  if (!chart || chart.kinds.length === 0) return false;
  const items = chart.kinds.map((kind) => ({
    label: kind.charAt(0).toUpperCase() + kind.slice(1),
    description: kind === chart.kind ? 'now' : '',
    wanted: kind,
  }));
  const choice = await vscode.window.showQuickPick(items, { title: `Chart of ${chart.cell}`, placeHolder: 'Kind of chart' });
  if (choice) await server.execute(serverCommands.changeChart, { ...argument, kind: choice.wanted });
  return true;
}

async function chooseChartAtCursor(server: Server): Promise<void> {
  const argument = atCursor();
  if (argument && !await chooseChart(server, argument)) {
    void vscode.window.showInformationMessage('Lumen: There is no chart at the cursor or above it.');
  }
}

/** What the status item opens. */
async function showMenu(server: Server): Promise<void> {
  const entries: [label: string, command: string, wanted: boolean][] = [
    ['$(debug-stop) Cancel Runs of This Notebook', 'lumen.cancelRuns', server.runs.all.length > 0],
    ['$(shield) Manage Workspace Trust', 'workbench.trust.manage', !vscode.workspace.isTrusted],
    ['$(run-all) Run All Cells', 'lumen.runNotebook', server.state === 'running'],
    ['$(graph) Show Chart Beside', 'lumen.showChart', server.state === 'running'],
    ['$(refresh) Refresh Schema', 'lumen.refreshSchema', server.state === 'running'],
    ['$(output) Show Log', 'lumen.showLog', true],
    ['$(debug-restart) Restart Server', 'lumen.restartServer', true],
    ['$(gear) Settings', 'workbench.action.openSettings', true],
  ];
  const items = entries.filter(([, , wanted]) => wanted).map(([label, command]) => ({ label, command }));
  const choice = await vscode.window.showQuickPick(items, { title: 'Lumen', placeHolder: server.problem });
  if (choice) await vscode.commands.executeCommand(choice.command, ...(choice.command.endsWith('openSettings') ? ['lumen'] : []));
}

export function registerCommands(server: Server, chart: ChartPanel): vscode.Disposable[] {
  const actions: Record<string, () => unknown> = {
    'lumen.runOrAsk': () => execute(server, serverCommands.runAt),
    'lumen.runOrInsertLine': () => runOrInsertLine(server),
    'lumen.askAtCursor': () => execute(server, serverCommands.ask),
    'lumen.runAtCursor': () => execute(server, serverCommands.run),
    'lumen.runFromCursor': () => execute(server, serverCommands.runFrom),
    'lumen.runNotebook': () => executeOnNotebook(server, serverCommands.runAll),
    'lumen.deleteResultAtCursor': () => execute(server, serverCommands.deleteResult),
    'lumen.cancelRuns': () => executeOnNotebook(server, serverCommands.cancel),
    'lumen.refreshSchema': () => executeOnNotebook(server, serverCommands.refreshCatalog),
    'lumen.chooseChart': () => chooseChartAtCursor(server),
    'lumen.showChart': () => chart.show(),
    'lumen.newNotebook': newNotebook,
    'lumen.showMenu': () => showMenu(server),
    'lumen.showLog': () => server.log.show(),
    'lumen.restartServer': () => server.restart(),
  };
  return Object.entries(actions).map(([command, action]) => vscode.commands.registerCommand(command, action));
}
