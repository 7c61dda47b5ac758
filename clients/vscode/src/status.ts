// The status item: which data the notebook asks, what runs, and what is wrong.
import * as vscode from 'vscode';
import { isNotebook, notebookEditor } from './documents';
import { noteOf } from './protocol';
import type { RunFinished, StatusReply } from './protocol';
import type { Server } from './server';

/** What the status item shows. */
export interface Appearance {
  text: string;
  tooltip: string;
  severity: 'normal' | 'error';
}

export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem('lumen.status', vscode.StatusBarAlignment.Left, 10);
  private readonly disposables: vscode.Disposable[];
  private known: StatusReply | undefined;
  private asked = 0;
  private running = false;
  /** What the last run had to say of its result, by the notebook's URI. */
  private readonly notes = new Map<string, string>();

  constructor(private readonly server: Server) {
    this.item.name = 'Lumen';
    this.item.command = 'lumen.showMenu';
    this.disposables = [
      this.item,
      server.onDidChange(() => this.serverChanged()),
      server.onDidFinishRun((event) => {
        this.takeNote(event);
        void this.refresh();
      }),
      vscode.window.onDidChangeActiveTextEditor(() => void this.refresh()),
      vscode.workspace.onDidSaveTextDocument((document) => { if (isNotebook(document)) void this.refresh(); }),
    ];
    void this.refresh();
  }

  dispose(): void {
    for (const disposable of this.disposables) disposable.dispose();
  }

  /** A server that has come up, for the first time or again, is asked what it is connected to. */
  private serverChanged(): void {
    const before = this.running;
    this.running = this.server.state === 'running';
    if (this.running && !before) void this.refresh();
    else this.show();
  }

  /** For a moment in the status bar, then in the tooltip until the next run; hover on the cell shows it as well. */
  private takeNote({ uri, cell, status, message }: RunFinished): void {
    const note = noteOf({ cell, status, message });
    const key = vscode.Uri.parse(uri).toString();
    this.notes.delete(key);
    if (note === '') return;
    this.notes.set(key, note);
    void vscode.window.setStatusBarMessage(`$(info) Lumen: ${shorten(note, longestNote)}`, noteMilliseconds);
  }

  private async refresh(): Promise<void> {
    this.show();
    const editor = notebookEditor();
    if (!editor) return;
    const asked = ++this.asked;
    await this.server.start();
    const status = await this.server.status(editor.document.uri);
    if (asked !== this.asked) return;
    this.known = status;
    this.show();
  }

  private show(): void {
    const running = this.server.runs.all.length > 0;
    void vscode.commands.executeCommand('setContext', 'lumen.running', running);
    if (!notebookEditor()) {
      this.item.hide();
      return;
    }
    const { text, tooltip, severity } = this.appearance();
    const markdown = new vscode.MarkdownString('', true);
    markdown.appendText(tooltip);
    this.item.text = text;
    this.item.tooltip = markdown;
    this.item.backgroundColor = severity === 'normal' ? undefined : new vscode.ThemeColor('statusBarItem.errorBackground');
    this.item.show();
  }

  private appearance(): Appearance {
    if (this.server.state === 'failed') return { text: '$(error) Lumen', tooltip: this.server.problem, severity: 'error' };
    if (!vscode.workspace.isTrusted) {
      return { text: '$(shield) Lumen: restricted', tooltip: 'Nothing is connected to or run until the workspace is trusted.', severity: 'normal' };
    }
    if (this.server.state !== 'running') return { text: '$(loading~spin) Lumen', tooltip: 'The server is starting.', severity: 'normal' };
    const run = this.server.runs.all.at(-1);
    if (run) {
      const stage = run.message === '' ? run.title : run.message;
      return { text: `$(loading~spin) Lumen: ${shorten(stage)}`, tooltip: `${run.title}\n\n${run.message}`, severity: 'normal' };
    }
    const note = this.notes.get(notebookEditor()?.document.uri.toString() ?? '');
    const connection = this.known?.connection;
    if (!connection) return { text: '$(graph) Lumen', tooltip: 'This notebook names no connection yet.', severity: 'normal' };
    const engine = this.known?.engine ? ` (${this.known.engine})` : '';
    const tooltip = `Connection: ${connection}${engine}${note ? `\n\n${note}` : ''}`;
    return { text: `$(graph) Lumen: ${shorten(connection)}`, tooltip, severity: 'normal' };
  }
}

const longestNote = 100;
const noteMilliseconds = 8000;

/** A status item is read at a glance; a name is cut at 30 characters, and `$(` would be taken for an icon. */
function shorten(text: string, most = 30): string {
  const plain = text.replaceAll('$(', '$ (').replace(/\s+/g, ' ');
  const characters = Array.from(plain);
  return characters.length > most ? `${characters.slice(0, most - 1).join('')}…` : plain;
}
