// The language server's life: started when the first notebook is opened, told about trust and settings, started again
// when it stops by itself, and never without a word to the user.
import * as vscode from 'vscode';
import {
  CloseAction, ErrorAction, ExecuteCommandRequest, LanguageClient, RevealOutputChannelOn, State,
  WorkDoneProgressCancelNotification,
} from 'vscode-languageclient/node';
import type { CloseHandlerResult, LanguageClientOptions, Middleware, StreamInfo } from 'vscode-languageclient/node';
import { Crashes } from './crashes';
import { isNotebook, notebookSelector } from './documents';
import { launch } from './launch';
import type { Command, Launch } from './launch';
import { needsTrust, serverCommands } from './protocol';
import type { ChartReply, CommandArgument, RunFinished, StatusReply } from './protocol';
import { Runs } from './runs';
import type { ProgressToken } from './runs';
import { ServerProcess } from './server_process';
import { settingsForServer } from './settings';

/** `failed` holds until the user starts the server again. */
export type ServerState = 'idle' | 'starting' | 'running' | 'failed';

const openSettings = 'Open Settings';
const showLog = 'Show Log';
const restart = 'Restart Server';
const manageTrust = 'Manage Workspace Trust';

/** A server answers in a fraction of a second; from a cold disk far away it may take seconds. After so many there is no hope. */
const startSeconds = 15;
/** How long a server that was told to end may take, in milliseconds. */
const endPatience = 2000;

/** The library's own words about a failed start or a lost connection go to the log alone: the user is told in ours, once. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export class Server implements vscode.Disposable {
  readonly log = vscode.window.createOutputChannel('Lumen', { log: true });
  readonly runs = new Runs();
  /** Why the server isn't running, in words for people; empty when it is. */
  problem = '';
  /** Called where a lens asks for another chart without saying which; false where that is left to the server. */
  chooseChart: ((argument: CommandArgument) => Promise<boolean>) | undefined;

  private client: LanguageClient | undefined;
  private process: ServerProcess | undefined;
  private deadline: NodeJS.Timeout | undefined;
  /** Why the system would not start the process. */
  private refusal: string | undefined;
  private starting: Promise<void> | undefined;
  private current: ServerState = 'idle';
  private launched: Launch | undefined;
  /** Whether the server knows that the workspace is trusted. */
  private trustTold = false;
  private readonly crashes = new Crashes();
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly finished = new vscode.EventEmitter<RunFinished>();
  private readonly disposables: vscode.Disposable[] = [this.log, this.changed, this.finished];

  /** The state, or what runs, is another. */
  readonly onDidChange = this.changed.event;
  readonly onDidFinishRun = this.finished.event;

  constructor(private readonly extension: vscode.ExtensionContext) {
    this.disposables.push(
      vscode.workspace.onDidOpenTextDocument((document) => { if (isNotebook(document)) void this.start(); }),
      vscode.workspace.onDidGrantWorkspaceTrust(() => {
        this.tellTrust();
        this.changed.fire();
      }),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('lumen.server')) void this.offerRestart();
      }),
    );
    if (vscode.workspace.textDocuments.some(isNotebook)) void this.start();
  }

  get state(): ServerState {
    return this.current;
  }

  /** Starts the server unless it runs, or failed before. */
  async start(): Promise<void> {
    if (this.current === 'failed') return;
    this.starting ??= this.startOnce();
    await this.starting;
  }

  /** Ends the server and starts it anew, whatever happened before. */
  async restart(): Promise<void> {
    await this.stop();
    await this.starting;
    this.crashes.forget();
    this.set('idle');
    this.starting = undefined;
    await this.start();
  }

  async stop(): Promise<void> {
    const { client, process } = this;
    this.client = undefined;
    this.process = undefined;
    clearTimeout(this.deadline);
    this.runs.clear();
    if (!client) return;
    if (!client.isRunning()) process?.kill('it was told to stop');
    try {
      await client.dispose(endPatience);
    } catch (error) {
      this.log.debug(`stopping: ${String(error)}`);
    }
    await process?.endWithin(endPatience);
  }

  dispose(): void {
    void this.stop();
    for (const disposable of this.disposables) disposable.dispose();
  }

  /** The chart at or nearest above `position`; undefined where there is none or no server. */
  async chart(uri: vscode.Uri, position: vscode.Position): Promise<ChartReply | undefined> {
    return this.ask<ChartReply>('lumen/chart', { textDocument: { uri: uri.toString() }, position });
  }

  async status(uri: vscode.Uri): Promise<StatusReply | undefined> {
    return this.ask<StatusReply>('lumen/status', { textDocument: { uri: uri.toString() } });
  }

  /** Runs a command of the server. What goes wrong is shown; nothing is thrown. */
  async execute(command: string, argument: CommandArgument): Promise<void> {
    if (needsTrust(command) && !vscode.workspace.isTrusted) {
      await this.offerTrust();
      return;
    }
    await this.start();
    await this.settled();
    if (!this.client?.isRunning()) {
      await this.tellProblem();
      return;
    }
    try {
      await this.client.sendRequest(ExecuteCommandRequest.type, { command, arguments: [argument] });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      this.log.warn(`${command}: ${message}`);
      void vscode.window.showWarningMessage(`Lumen: ${message}`);
    }
  }

  cancel(token: ProgressToken): void {
    if (this.client?.isRunning()) void this.client.sendNotification(WorkDoneProgressCancelNotification.type, { token });
  }

  /** Shows why the server doesn't run, with ways to go on. */
  async tellProblem(): Promise<void> {
    const choice = await vscode.window.showErrorMessage(`Lumen: ${this.problem}`, restart, openSettings, showLog);
    if (choice === restart) await this.restart();
    if (choice === openSettings) await vscode.commands.executeCommand('workbench.action.openSettings', 'lumen.server');
    if (choice === showLog) this.log.show();
  }

  async offerTrust(): Promise<void> {
    const choice = await vscode.window.showInformationMessage(
      'Lumen connects to nothing and runs nothing while this workspace is in restricted mode.', manageTrust,
    );
    if (choice) await vscode.commands.executeCommand('workbench.trust.manage');
  }

  private async ask<Reply>(method: string, parameters: unknown): Promise<Reply | undefined> {
    await this.settled();
    if (!this.client?.isRunning()) return undefined;
    try {
      return (await this.client.sendRequest<Reply | null>(method, parameters)) ?? undefined;
    } catch (error) {
      this.log.debug(`${method}: ${String(error)}`);
      return undefined;
    }
  }

  /** Resolves when the server runs, or doesn't: also after a crash, while it is being started again. */
  private settled(): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.current === 'starting') return;
        subscription.dispose();
        resolve();
      };
      const subscription = this.onDidChange(look);
      look();
    });
  }

  private settings(resource?: vscode.Uri): Record<string, unknown> {
    const configuration = vscode.workspace.getConfiguration('lumen', resource);
    return settingsForServer((key) => configuration.get(key));
  }

  private set(state: ServerState, problem = ''): void {
    this.current = state;
    this.problem = problem;
    this.changed.fire();
  }

  private launch(): Launch {
    const configuration = vscode.workspace.getConfiguration('lumen');
    return launch(configuration.get('server.path'), configuration.get('server.logLevel', 'warning'), {
      extension: this.extension.extensionPath,
      platform: process.platform,
      architecture: process.arch,
      workspace: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
    });
  }

  private async startOnce(): Promise<void> {
    const server = this.launch();
    this.launched = server;
    if ('problem' in server) {
      this.set('failed', server.problem);
      void this.tellProblem();
      return;
    }
    this.set('starting');
    const closed = (): CloseHandlerResult => (
      this.client === client ? this.closed() : { action: CloseAction.DoNotRestart, handled: true }
    );
    const client = new QuietClient('lumen', 'Lumen', () => this.connect(server), this.options(closed));
    this.client = client;
    client.onNotification('lumen/runFinished', (event: RunFinished) => this.finished.fire(event));
    client.onDidChangeState(({ newState }) => {
      if (this.client !== client) return;
      if (newState === State.Running) {
        clearTimeout(this.deadline);
        this.tellTrust();
        this.set('running');
      }
      if (newState === State.StartFailed) void this.fail(client, server.command);
    });
    try {
      await client.start();
    } catch (error) {
      await this.fail(client, server.command, error);
    }
  }

  /** Starts the process. Called by the client: at the start, and again after a crash. */
  private async connect({ command, args }: Command): Promise<StreamInfo> {
    clearTimeout(this.deadline);
    this.process = undefined;
    this.refusal = undefined;
    const process = await ServerProcess.start(command, args, (line) => this.log.info(line)).catch((error: unknown) => {
      this.refusal = String(error);
      throw error;
    });
    this.process = process;
    this.deadline = setTimeout(() => process.kill(`it did not answer within ${startSeconds} seconds`), startSeconds * 1000);
    return process.streams;
  }

  /** Tells why the start failed: in the process's own words where it has any, else in those of `error`. */
  private async fail(client: LanguageClient, command: string, error?: unknown): Promise<void> {
    clearTimeout(this.deadline);
    const { process } = this;
    const reason = await process?.whyEnded() ?? this.refusal ?? (error instanceof Error ? error.message : 'the log says why');
    if (this.client !== client || this.current === 'failed') return;
    process?.kill(reason);
    this.log.error(`${command} can't be started: ${reason}`);
    this.set('failed', `The server ${command} can't be started: ${reason.replace(/\.$/, '')}.`);
    void this.tellProblem();
  }

  /** Trust may be granted while the server starts, after it was asked for: then it is told as soon as the server runs. */
  private tellTrust(): void {
    if (this.trustTold || !vscode.workspace.isTrusted || !this.client?.isRunning()) return;
    this.trustTold = true;
    this.client.sendNotification('lumen/didChangeTrust', { trusted: true }).catch((error: unknown) => {
      this.log.warn(`lumen/didChangeTrust: ${String(error)}`);
    });
  }

  private options(closed: () => CloseHandlerResult): LanguageClientOptions {
    return {
      documentSelector: notebookSelector,
      outputChannel: this.log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: () => {
        this.trustTold = vscode.workspace.isTrusted;
        return { trusted: this.trustTold, runFinished: true, fileDiagnostics: true };
      },
      initializationFailedHandler: () => false,
      middleware: this.middleware(),
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed,
      },
    };
  }

  private middleware(): Middleware {
    return {
      // Lenses and code actions call the server's commands under their own names; those come through here.
      executeCommand: async (command, commandArguments: unknown[]) => {
        const argument = (commandArguments[0] ?? {}) as CommandArgument;
        const chosen = command === serverCommands.changeChart && !argument.kind && await this.chooseChart?.(argument);
        if (!chosen) await this.execute(command, argument);
      },
      // Shown in Lumen's own status item, where it says more than a spinning wheel.
      handleWorkDoneProgress: (token, value) => {
        this.runs.take(token, value);
        if (value.kind === 'begin' && value.cancellable) void this.showIfLong(token);
        this.changed.fire();
      },
      workspace: {
        configuration: (parameters) => parameters.items.map((item) => {
          if (item.section !== 'lumen') return null;
          return this.settings(item.scopeUri === undefined ? undefined : vscode.Uri.parse(item.scopeUri));
        }),
      },
    };
  }

  /** A query that takes its time gets a notification from which it can be cancelled. */
  private async showIfLong(token: ProgressToken): Promise<void> {
    const patience = 4000;
    await new Promise((resolve) => setTimeout(resolve, patience));
    const run = this.runs.get(token);
    if (!run) return;
    const options = { location: vscode.ProgressLocation.Notification, cancellable: true, title: run.title };
    await vscode.window.withProgress(options, (progress, cancelled) => new Promise<void>((resolve) => {
      progress.report({ message: run.message });
      const subscriptions = [
        cancelled.onCancellationRequested(() => this.cancel(token)),
        this.onDidChange(() => {
          const now = this.runs.get(token);
          if (now) {
            progress.report({ message: now.message });
          } else {
            for (const subscription of subscriptions) subscription.dispose();
            resolve();
          }
        }),
      ];
    }));
  }

  /** The server is gone without having been told to go. */
  private closed(): CloseHandlerResult {
    this.runs.clear();
    // A start that fails is told by `fail`, whether it or the lost connection is heard of first.
    if (this.current !== 'running') return { action: CloseAction.DoNotRestart, handled: true };
    if (this.crashes.mayRestart(Date.now())) {
      this.set('starting');
      const message = 'Lumen: The server stopped unexpectedly and was started again. What was running has ended.';
      void vscode.window.showWarningMessage(message, showLog).then((choice) => { if (choice) this.log.show(); });
      return { action: CloseAction.Restart, handled: true };
    }
    this.set('failed', 'The server keeps stopping, so it was not started again.');
    void this.tellProblem();
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  private async offerRestart(): Promise<void> {
    if (this.current === 'idle') return;
    const server = this.launch();
    if (JSON.stringify(server) === JSON.stringify(this.launched)) return;
    if (this.current === 'failed') {
      await this.restart();
      return;
    }
    const choice = await vscode.window.showInformationMessage('Lumen: The new setting counts once the server is restarted.', restart);
    if (choice) await this.restart();
  }
}
