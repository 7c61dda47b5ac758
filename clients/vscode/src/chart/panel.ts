// The chart beside the text. It follows the cursor: the chart at or above it is shown, and drawn again after edits and runs.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { FromPage, PageState, PictureFormat, ShownChart, ToPage } from '../../webview/messages';
import { isNotebook, linesOf, notebookEditor } from '../documents';
import { endOfResult } from '../place';
import { serverCommands } from '../protocol';
import type { CommandArgument, RunFinished } from '../protocol';
import type { Server } from '../server';
import { page } from './page';

const viewType = 'lumen.chart';
const cursorDelay = 120;
const editDelay = 400;

export class ChartPanel implements vscode.Disposable, vscode.WebviewPanelSerializer<Partial<PageState>> {
  private panel: vscode.WebviewPanel | undefined;
  private ready = false;
  private waiting: ToPage[] = [];
  private last = '';
  private target: { uri: vscode.Uri; position: vscode.Position } | undefined;
  private timer: NodeJS.Timeout | undefined;
  private request = 0;
  private closedByUser = false;
  private readonly disposables: vscode.Disposable[];

  constructor(private readonly server: Server, private readonly extension: vscode.ExtensionContext) {
    this.disposables = [
      vscode.window.registerWebviewPanelSerializer(viewType, this),
      vscode.window.onDidChangeTextEditorSelection(({ textEditor }) => this.follow(textEditor, cursorDelay)),
      vscode.window.onDidChangeActiveTextEditor((editor) => { if (editor) this.follow(editor, cursorDelay); }),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.toString() === this.target?.uri.toString()) this.soon(editDelay);
      }),
      server.onDidFinishRun((event) => void this.runFinished(event)),
      server.onDidChange(() => { if (this.last === '' && server.state === 'running') this.soon(0); }),
    ];
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.panel?.dispose();
    for (const disposable of this.disposables) disposable.dispose();
  }

  /** Opens the panel beside the notebook, or brings it to the front; the text keeps the focus. */
  show(): void {
    this.closedByUser = false;
    const editor = notebookEditor();
    if (this.panel) {
      this.panel.reveal(undefined, true);
    } else {
      const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
      this.adopt(vscode.window.createWebviewPanel(viewType, 'Chart', place));
    }
    if (editor) this.follow(editor, 0);
  }

  /** The window was loaded again: the page shows what it kept, and asks anew once the server runs. */
  async deserializeWebviewPanel(panel: vscode.WebviewPanel, state: Partial<PageState> | undefined): Promise<void> {
    this.adopt(panel);
    if (state?.uri === undefined) return;
    this.target = { uri: vscode.Uri.parse(state.uri), position: new vscode.Position(state.line ?? 0, 0) };
    await this.server.start();
    this.soon(0);
  }

  private adopt(panel: vscode.WebviewPanel): void {
    this.panel?.dispose();
    this.panel = panel;
    this.ready = false;
    this.waiting = [];
    this.last = '';
    const { webview } = panel;
    const root = this.extension.extensionUri;
    const address = (...path: string[]): string => webview.asWebviewUri(vscode.Uri.joinPath(root, ...path)).toString();
    webview.options = { enableScripts: true, localResourceRoots: ['dist', 'media'].map((folder) => vscode.Uri.joinPath(root, folder)) };
    webview.html = page({
      scripts: [address('dist', 'drawing.js'), address('dist', 'chart.js')],
      styles: [address('media', 'chart.css'), address('media', 'drawing.css')],
      source: webview.cspSource,
      nonce: randomBytes(18).toString('base64'),
    });
    panel.iconPath = vscode.Uri.joinPath(root, 'media', 'chart.svg');
    webview.onDidReceiveMessage((message: FromPage) => void this.receive(message));
    panel.onDidDispose(() => {
      if (this.panel !== panel) return;
      this.panel = undefined;
      this.closedByUser = true;
    });
  }

  private follow(editor: vscode.TextEditor, delay: number): void {
    if (!isNotebook(editor.document)) return;
    this.target = { uri: editor.document.uri, position: editor.selection.active };
    this.soon(delay);
  }

  private soon(delay: number): void {
    if (!this.panel) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.refresh(), delay);
  }

  private async refresh(): Promise<void> {
    const { target } = this;
    if (!this.panel || !target) return;
    const request = ++this.request;
    const chart = await this.server.chart(target.uri, target.position);
    if (request !== this.request) return;
    if (chart) {
      const { cell, title, kind, kinds, spec, range } = chart;
      const line = range?.start.line ?? target.position.line;
      this.post({ type: 'chart', chart: { uri: target.uri.toString(), cell, line, title, kind, kinds, spec } }, target.position.line);
    } else {
      this.post(this.emptiness(), target.position.line);
    }
  }

  private emptiness(): ToPage {
    if (this.server.state === 'failed') return { type: 'empty', title: 'The server is not running', hint: this.server.problem };
    if (!vscode.workspace.isTrusted) {
      return { type: 'empty', title: 'Restricted mode', hint: 'Charts appear once the workspace is trusted and a cell was run.' };
    }
    return { type: 'empty', title: 'No chart here', hint: 'Ask a question, run a cell, or move the cursor to a result with a chart.' };
  }

  private post(message: ToPage, line: number): void {
    const text = JSON.stringify(message);
    if (text === this.last || !this.panel) return;
    this.last = text;
    if (message.type === 'chart') this.panel.title = message.chart.cell === '' ? 'Chart' : `Chart: ${message.chart.cell}`;
    const whole = { ...message, line };
    if (this.ready) {
      void this.panel.webview.postMessage(whole);
    } else {
      this.waiting = [whole];
    }
  }

  /** Shows the chart of the cell that ran, which mostly stands below the cursor. */
  private async runFinished(event: RunFinished): Promise<void> {
    if (event.status !== 'ok' && event.status !== 'unchanged') return;
    const document = vscode.workspace.textDocuments.find((candidate) => candidate.uri.toString() === event.uri);
    if (!document) return;
    const end = endOfResult(linesOf(document), event.cell);
    if (end === undefined) {
      this.soon(0);
      return;
    }
    const target = { uri: document.uri, position: new vscode.Position(end, 0) };
    const wanted = vscode.workspace.getConfiguration('lumen').get<boolean>('chart.openOnRun', true);
    if (!this.panel && wanted && !this.closedByUser) {
      const chart = await this.server.chart(target.uri, target.position);
      if (chart?.cell === event.cell) this.show();
    }
    this.target = target;
    this.soon(0);
  }

  private async receive(message: FromPage): Promise<void> {
    if (message.type === 'ready') {
      this.ready = true;
      for (const waiting of this.waiting.splice(0)) void this.panel?.webview.postMessage(waiting);
    } else if (message.type === 'save') {
      await save(message.format, message.picture, message.name, this.target?.uri);
    } else if (message.type === 'copied') {
      vscode.window.setStatusBarMessage('Chart copied', 3000);
    } else if (message.type === 'failed') {
      void vscode.window.showWarningMessage(`Lumen: ${message.message}`);
    } else if (message.type === 'kind') {
      await this.server.execute(serverCommands.changeChart, { uri: message.uri, kind: message.kind, ...placeOf(message) });
      this.soon(editDelay);
    } else {
      await reveal(message);
    }
  }
}

/** How the server finds a chart's cell: by its name, or by its place where it has none. */
function placeOf({ cell, line }: Pick<ShownChart, 'cell' | 'line'>): Partial<CommandArgument> {
  return cell === '' ? { position: { line, character: 0 } } : { cell };
}

/** Puts the cursor on the cell that a chart belongs to. */
async function reveal({ uri, cell, line }: Pick<ShownChart, 'uri' | 'cell' | 'line'>): Promise<void> {
  const address = vscode.Uri.parse(uri);
  const document = await vscode.workspace.openTextDocument(address);
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const editor = await vscode.window.showTextDocument(document, shown?.viewColumn ?? vscode.ViewColumn.One);
  const position = new vscode.Position(endOfResult(linesOf(document), cell) ?? line, 0);
  editor.selection = new vscode.Selection(position, position);
  editor.revealRange(new vscode.Range(position, position), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function save(format: PictureFormat, picture: string, name: string, beside: vscode.Uri | undefined): Promise<void> {
  const file = `${name.replace(/[^\p{L}\p{N}_-]+/gu, '-') || 'chart'}.${format}`;
  const chosen = await vscode.window.showSaveDialog({
    title: 'Save chart',
    filters: format === 'svg' ? { SVG: ['svg'] } : { PNG: ['png'] },
    ...(beside && { defaultUri: vscode.Uri.joinPath(beside, '..', file) }),
  });
  if (chosen) await vscode.workspace.fs.writeFile(chosen, Buffer.from(picture, format === 'svg' ? 'utf8' : 'base64'));
}
