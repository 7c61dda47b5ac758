// What is said between this client and the server beyond LSP itself; docs/protocol.md is the contract.
import type { Position, Range } from 'vscode-languageclient/node';

/** A command of the server takes one object. A question or cell is found by `position`, or by the cell's name. */
export interface CommandArgument {
  uri: string;
  position?: Position;
  cell?: string;
  kind?: string;
  run?: string | number;
}

/** The reply to `lumen/chart`. `spec` is Vega-Lite with its data inline, and as hostile as the data it shows. */
export interface ChartReply {
  cell: string;
  title: string;
  kind: string;
  kinds: string[];
  spec: Record<string, unknown>;
  range?: Range;
}

/** The reply to `lumen/status`. */
export interface StatusReply {
  connection: string | null;
  engine: string | null;
  trusted: boolean;
  running: { run: string | number; cell: string; stage: string }[];
}

/** `lumen/runFinished`, sent because this client asked for it when it initialised the server. */
export interface RunFinished {
  uri: string;
  run: string | number;
  cell: string;
  status: 'ok' | 'failed' | 'cancelled' | 'unchanged';
  milliseconds: number;
  message: string;
}

/** What a run that went well has to say of its result, with the cell's name; or ''. */
export function noteOf({ cell, status, message }: Pick<RunFinished, 'cell' | 'status' | 'message'>): string {
  if ((status !== 'ok' && status !== 'unchanged') || message === '') return '';
  return cell === '' ? message : `${cell}: ${message}`;
}

/** Commands that the server registers. The extension's own commands must have other names. */
export const serverCommands = {
  ask: 'lumen.ask',
  run: 'lumen.run',
  runAt: 'lumen.runAt',
  runAll: 'lumen.runAll',
  runFrom: 'lumen.runFrom',
  changeChart: 'lumen.changeChart',
  deleteResult: 'lumen.deleteResult',
  cancel: 'lumen.cancel',
  refreshCatalog: 'lumen.refreshCatalog',
} as const;

const connecting: readonly string[] = [
  serverCommands.ask, serverCommands.run, serverCommands.runAll, serverCommands.runFrom, serverCommands.refreshCatalog,
];

/** Whether a command of the server reaches a database, which an untrusted workspace never may. */
export function needsTrust(command: string): boolean {
  return connecting.includes(command);
}
