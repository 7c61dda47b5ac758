// What Lumen adds to LSP (docs/protocol.md), as types that the tests hold every message to; and the few methods of the
// base protocol whose types the npm package keeps elsewhere.
import {
  CancelParams, LogTraceParams, Position, ProgressToken, Range, SetTraceParams, TextDocumentIdentifier, WorkDoneProgressBegin,
  WorkDoneProgressEnd, WorkDoneProgressReport, integer, uinteger,
} from 'vscode-languageserver-protocol';

type Run = string;
type Uri = string;
type At = {uri: Uri; position: Position};
type AtCell = {uri: Uri; cell: string};
type Started = {run: Run};

interface AskQuestion {uri: Uri; question: {hash: string; offset: uinteger}}
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

interface Status {
  connection: string | null;
  engine: string | null;
  trusted: boolean;
  running: {run: Run; cell: string; stage: string}[];
}

interface RunFinished {
  uri: Uri;
  run: Run;
  cell: string;
  status: 'ok' | 'failed' | 'cancelled' | 'unchanged';
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
  'lumen/status': {from: 'client'; params: {textDocument: TextDocumentIdentifier}; result: Status};
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
  'lumen.ask': {argument: AskQuestion | At; result: Started};
  'lumen.run': {argument: AtCell | At; result: Started};
  'lumen.runAll': {argument: OfDocument; result: Started};
  'lumen.runFrom': {argument: AtCell | At; result: Started};
  'lumen.changeChart': {argument: (AtCell | At) & {kind: string}; result: unknown};
  'lumen.deleteResult': {argument: AtCell | At; result: unknown};
  'lumen.cancel': {argument: CancelRun | OfDocument; result: unknown};
  'lumen.refreshCatalog': {argument: OfDocument; result: unknown};
}

/** JSON-RPC 2.0, the outer shape of every message. */
export interface Envelopes {
  request: {jsonrpc: '2.0'; id: integer | string; method: string; params?: object};
  notification: {jsonrpc: '2.0'; method: string; params?: object};
  success: {jsonrpc: '2.0'; id: integer | string; result: unknown};
  failure: {jsonrpc: '2.0'; id: integer | string | null; error: {code: integer; message: string; data?: unknown}};
}
