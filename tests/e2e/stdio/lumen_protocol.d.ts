// What Lumen adds to LSP (docs/protocol.md), as types that the tests hold every message to; and the few methods of the
// base protocol whose types the npm package keeps elsewhere.
import {
  LogTraceParams, Position, ProgressToken, Range, SetTraceParams, TextDocumentIdentifier, WorkDoneProgressBegin,
  WorkDoneProgressEnd, WorkDoneProgressReport, integer, uinteger,
} from 'vscode-languageserver-protocol';

// LSP 3.18 (Code Lens Request: ClientCodeLensResolveOptions), which the package's version doesn't know yet.
declare module 'vscode-languageserver-protocol/lib/common/protocol.js' {
  interface CodeLensClientCapabilities {
    resolveSupport?: {properties: string[]};
  }
}

/** Of the base protocol; the package leaves it to vscode-jsonrpc, which doesn't declare it either. */
interface CancelParams {id: integer | string}
type Run = string;
type Uri = string;
type At = {uri: Uri; position: Position};
/** A lens gives the hash of the SQL and its offset instead, where the cell has no name: by them it is found again. */
type AtCell = {uri: Uri; cell: string; hash?: string; offset?: uinteger};
/** With `wait` the reply comes when the run is done. */
type Wait = {wait?: boolean};
type Started = {run: Run} | {run: Run; status: Status; message: string};
type Status = 'ok' | 'failed' | 'cancelled' | 'unchanged';

interface AskQuestion {uri: Uri; question: {hash: string; offset: uinteger}; wait?: boolean}
interface CancelRun {run: Run; uri?: Uri}
interface OfDocument {uri: Uri}

interface Chart {
  cell: string;
  title: string;
  kind: string;
  kinds: string[];
  spec: {[key: string]: unknown};
  range: Range;
}

interface ChartText {
  cell: string;
  title: string;
  lines: string[];
}

interface DocumentStatus {
  connection: string | null;
  engine: string | null;
  trusted: boolean;
  running: {run: Run; cell: string; stage: string}[];
}

interface RunFinished {
  uri: Uri;
  run: Run;
  cell: string;
  status: Status;
  milliseconds: number;
  message: string;
}

export interface Requests {
  'lumen/chart': {from: 'client'; params: {textDocument: TextDocumentIdentifier; position: Position}; result: Chart | null};
  'lumen/chartText': {
    from: 'client';
    params: {textDocument: TextDocumentIdentifier; position: Position; width?: uinteger; height?: uinteger; colour?: boolean};
    result: ChartText | null;
  };
  'lumen/status': {from: 'client'; params: {textDocument: TextDocumentIdentifier}; result: DocumentStatus};
}

export interface Notifications {
  'lumen/didChangeTrust': {from: 'client'; params: {trusted: boolean}};
  'lumen/runFinished': {from: 'server'; params: RunFinished};
  '$/cancelRequest': {from: 'both'; params: CancelParams};
  '$/setTrace': {from: 'client'; params: SetTraceParams};
  '$/logTrace': {from: 'server'; params: LogTraceParams};
  '$/progress': {
    from: 'both';
    params: {token: ProgressToken; value: WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd};
  };
}

export interface Commands {
  'lumen.ask': {argument: AskQuestion | (At & Wait); result: Started};
  'lumen.run': {argument: (AtCell | At) & Wait; result: Started};
  'lumen.runAll': {argument: OfDocument & Wait; result: Started};
  'lumen.runFrom': {argument: (AtCell | At) & Wait; result: Started};
  'lumen.changeChart': {argument: (AtCell | At) & Wait & {kind?: string}; result: unknown};
  'lumen.deleteResult': {argument: AtCell | At; result: unknown};
  'lumen.cancel': {argument: CancelRun | OfDocument; result: unknown};
  'lumen.showState': {argument: AtCell | At; result: unknown};
  'lumen.refreshCatalog': {argument: OfDocument; result: unknown};
}

/** JSON-RPC 2.0, the outer shape of every message. */
export interface Envelopes {
  request: {jsonrpc: '2.0'; id: integer | string; method: string; params?: object};
  notification: {jsonrpc: '2.0'; method: string; params?: object};
  success: {jsonrpc: '2.0'; id: integer | string; result: unknown};
  failure: {jsonrpc: '2.0'; id: integer | string | null; error: {code: integer; message: string; data?: unknown}};
}
