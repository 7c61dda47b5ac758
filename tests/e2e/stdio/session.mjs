// A client that drives the built lumen-lsp over stdio the way an editor does: it keeps documents, applies the server's edits and
// answers its requests. Every message in either direction is held to the model of the protocol; `close()` fails on a fault.
import assert from 'node:assert/strict';
import {spawn} from 'node:child_process';
import {mkdirSync, mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {dirname, join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {checkCommand, checkMessage, kindOf} from './protocol_model.mjs';
import {TextDocument} from './text_document.mjs';

const root = process.env.LUMEN_ROOT ?? new URL('../../..', import.meta.url).pathname;
export const program = join(process.env.LUMEN_BIN ?? join(root, 'build/release/bin'), 'lumen-lsp');
const patience = Number(process.env.LUMEN_PATIENCE ?? 30_000); // milliseconds; only a hung server needs them

/** A folder of its own for one test, removed at its end. `files`: path -> text. */
export function temporaryFolder(test, files = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'lumen-e2e-'));
  test.after(() => rmSync(folder, {recursive: true, force: true}));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), {recursive: true});
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** An environment in which nothing of the user who runs the tests is seen or touched. */
export function cleanEnvironment(home) {
  const kept = Object.fromEntries(['PATH', 'LANG', 'ASAN_OPTIONS', 'LSAN_OPTIONS', 'UBSAN_OPTIONS', 'TSAN_OPTIONS']
    .filter(name => process.env[name] !== undefined).map(name => [name, process.env[name]]));
  return {...kept, HOME: home, XDG_CONFIG_HOME: join(home, 'config'), XDG_DATA_HOME: join(home, 'data'),
    XDG_STATE_HOME: join(home, 'state'), XDG_CACHE_HOME: join(home, 'cache'), XDG_RUNTIME_DIR: join(home, 'runtime'), TZ: 'UTC'};
}

export class Session {
  faults = [];
  documents = new Map(); // uri -> TextDocument
  diagnostics = new Map(); // uri -> the newest publishDiagnostics params
  progress = new Map(); // token -> [begin, report…, end]
  outcomes = new Map(); // run -> lumen/runFinished
  received = []; // every message
  standardError = '';
  exit = null; // {code, signal} once it ended
  encoding = 'utf-16';
  checks = true; // hold messages to the model; off only where the time that it takes would be measured
  edits = 'apply'; // what workspace/applyEdit gets: 'apply', 'refuse', 'claim' (says applied and drops it)
  withheld = new Set(); // methods of the server's requests that get no answer before answerWithheld()
  choices = []; // titles to choose from window/showMessageRequest, in order; none left: dismissed
  settings = {}; // the section `lumen`
  #nextId = 1;
  #pending = new Map(); // id -> {message, resolve}
  #served = new Set(); // ids of the server's requests
  #unanswered = []; // those of the methods withheld
  #waiting = new Set(); // () => void, after each message
  #pieces = []; // of what came in and wasn't taken
  #held = 0; // bytes of them
  #needed = 1; // bytes until the next message is whole, or may be

  /** Starts the program only; `open()` initializes too. */
  constructor(test, {folder, home = temporaryFolder(test), args = ['--stdio'], env = {}} = {}) {
    this.folder = folder ?? temporaryFolder(test);
    this.home = home;
    this.child = spawn(program, args, {cwd: this.folder, env: {...cleanEnvironment(home), ...env}});
    this.child.stdout.on('data', bytes => this.#take(bytes));
    this.child.stderr.on('data', bytes => { this.standardError += bytes; });
    this.child.stdin.on('error', () => {}); // the server may end before it has read all
    this.exited = new Promise(resolve => this.child.on('close', (code, signal) => {
      this.exit = {code, signal};
      this.#wake();
      resolve(this.exit);
    }));
    this.child.on('error', error => { this.faults.push(`${program}: ${error.message}; build it first`); });
    test.after(() => { if (!this.exit) this.child.kill('SIGKILL'); });
  }

  /** A session that is initialized. `plain`: a client that can do as little as the protocol allows. */
  static async open(test, {plain = false, capabilities, initializationOptions, settings, encodings, ...rest} = {}) {
    const session = new Session(test, rest);
    session.settings = settings ?? {};
    session.initializeResult = await session.request('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(session.folder).href,
      capabilities: capabilities ?? (plain ? {workspace: {applyEdit: true}} : fullCapabilities(encodings)),
      initializationOptions: initializationOptions ?? {trusted: true, runFinished: !plain},
    });
    session.tellsRuns = (initializationOptions ?? {runFinished: !plain}).runFinished;
    session.encoding = session.initializeResult.capabilities.positionEncoding ?? 'utf-16';
    session.notify('initialized', {});
    return session;
  }

  sendRaw(bytes) { this.child.stdin.write(bytes); }

  /** `wrong` for messages that break the protocol on purpose: then the model must say so. `asked`: what a reply answers. */
  send(message, {wrong = false, asked} = {}) {
    if (!wrong) this.#hold(message, 'client', asked);
    else if (this.checks && checkMessage(message, 'client', asked).length === 0)
      this.faults.push(`client: sent as wrong, but the model finds no fault in ${JSON.stringify(message).slice(0, 400)}`);
    const body = Buffer.from(JSON.stringify(message));
    this.sendRaw(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
  }

  notify(method, params, options) { this.send({jsonrpc: '2.0', method, ...(params === undefined ? {} : {params})}, options); }

  /** Sends a request; gives its id and the promise of the reply message. */
  begin(method, params, options) {
    const message = {jsonrpc: '2.0', id: this.#nextId++, method, ...(params === undefined ? {} : {params})};
    const reply = new Promise(resolve => this.#pending.set(message.id, {message, resolve}));
    this.send(message, options);
    return {id: message.id, reply: this.#soon(reply, `the reply to ${method}`)};
  }

  /** The result; throws an error with the reply's code where it failed. */
  async request(method, params, options) {
    const reply = await this.begin(method, params, options).reply;
    if (reply.error) throw Object.assign(new Error(`${method}: ${reply.error.message}`), {code: reply.error.code});
    return reply.result;
  }

  /** The error of a request that must fail. */
  async refused(method, params, options) {
    const reply = await this.begin(method, params, options).reply;
    assert.ok(reply.error, `${method} was answered with ${JSON.stringify(reply.result)}`);
    return reply.error;
  }

  /** Waits until `condition()` gives something true, looked at after each message; gives that. */
  async until(condition, what) {
    const now = condition();
    if (now) return now;
    let look;
    const found = new Promise(resolve => {
      look = () => { const value = condition(); if (value) resolve(value); };
      this.#waiting.add(look);
    });
    try {
      return await this.#soon(found, what);
    } finally {
      this.#waiting.delete(look);
    }
  }

  // Documents

  uri(path) { return pathToFileURL(join(this.folder, path)).href; }

  openDocument(path, text, languageId = 'markdown') {
    const document = new TextDocument(this.uri(path), 1, text, this.encoding);
    this.documents.set(document.uri, document);
    this.notify('textDocument/didOpen', {textDocument: {uri: document.uri, languageId, version: 1, text}});
    return document;
  }

  closeDocument(document) {
    this.documents.delete(document.uri);
    this.notify('textDocument/didClose', {textDocument: {uri: document.uri}});
  }

  /** An edit by the author: UTF-16 offsets of the text. */
  type(document, start, end, newText) {
    const range = {start: document.position(start), end: document.position(end)};
    document.splice(start, end, newText);
    this.notify('textDocument/didChange', {
      textDocument: {uri: document.uri, version: ++document.version}, contentChanges: [{range, text: newText}],
    });
  }

  replaceText(document, text) {
    document.text = text;
    this.notify('textDocument/didChange', {
      textDocument: {uri: document.uri, version: ++document.version}, contentChanges: [{text}],
    });
  }

  /** Diagnostics of the document as it stands now. */
  async problems(document) {
    const params = await this.until(() => {
      const newest = this.diagnostics.get(document.uri);
      return newest?.version === document.version ? newest : null;
    }, `diagnostics of version ${document.version}`);
    return params.diagnostics;
  }

  async problem(document, pattern) {
    return this.until(() => this.diagnostics.get(document.uri)?.diagnostics.find(one => pattern.test(one.message)),
      `a diagnostic like ${pattern}`);
  }

  async lenses(document) {
    const lenses = await this.request('textDocument/codeLens', {textDocument: {uri: document.uri}}) ?? [];
    for (const lens of lenses) if (lens.command?.command) this.#note(checkCommand(lens.command), lens);
    return lenses;
  }

  async lens(document, title) {
    const lenses = await this.lenses(document);
    const found = lenses.find(lens => lens.command?.title.startsWith(title));
    assert.ok(found, `no lens "${title}" among ${lenses.map(lens => lens.command?.title).join(' | ')}`);
    return found;
  }

  // Runs

  /** Starts a run by its command; gives its id. */
  async start(command, argument) {
    return (await this.request('workspace/executeCommand', {command, arguments: [argument]})).run;
  }

  /** Waits for the end of a run: its outcome, and the end of its progress where that was shown. */
  async ended(run) {
    if (this.tellsRuns) await this.until(() => this.outcomes.has(run), `the outcome of run ${run}`);
    const begun = () => this.progress.get(run);
    if (begun() || !this.tellsRuns) await this.until(() => begun()?.at(-1).kind === 'end', `the end of the progress of run ${run}`);
  }

  async finish(command, argument) {
    const run = await this.start(command, argument);
    await this.ended(run);
    return run;
  }

  /** Asks the question in which `words` stand, and waits for the end. */
  async ask(document, words) {
    return this.finish('lumen.ask', {uri: document.uri, position: document.position(document.text.indexOf(words))});
  }

  // The end

  /** Shuts down in order, and fails on every fault seen on the way. */
  async close() {
    if (!this.exit) {
      await this.request('shutdown');
      this.notify('exit');
      await this.#soon(this.exited, 'the end of the server');
      assert.deepEqual(this.exit, {code: 0, signal: null}, this.standardError);
    }
    this.assertClean();
  }

  assertClean() {
    assert.deepEqual(this.faults, []);
    assert.doesNotMatch(this.standardError, /AddressSanitizer|ThreadSanitizer|runtime error:/);
  }

  // What comes in

  // A long message comes in many pieces: they are put together once, when the last is there.
  #take(bytes) {
    this.#pieces.push(bytes);
    this.#held += bytes.length;
    while (this.#held >= this.#needed) {
      const buffer = this.#pieces.length === 1 ? this.#pieces[0] : Buffer.concat(this.#pieces);
      this.#pieces = [buffer];
      const end = buffer.indexOf('\r\n\r\n');
      if (end < 0) { this.#needed = this.#held + 1; return; }
      const header = buffer.subarray(0, end).toString('latin1');
      const length = /^Content-Length: (\d+)$/im.exec(header);
      if (!length) { this.faults.push(`standard output holds no frame: ${header.slice(0, 200)}`); return; }
      this.#needed = end + 4 + Number(length[1]);
      if (this.#held < this.#needed) return;
      const body = buffer.subarray(end + 4, this.#needed);
      this.#pieces = [buffer.subarray(this.#needed)];
      this.#held -= this.#needed;
      this.#needed = 1;
      this.#receive(new TextDecoder('utf-8', {fatal: true}).decode(body));
    }
  }

  #receive(body) {
    const message = JSON.parse(body);
    this.received.push(message);
    this.#hold(message, 'server');
    switch (kindOf(message)) {
      case 'request': this.#serve(message); break;
      case 'notification': this.#note(this.#hear(message) ?? [], message); break;
      default: this.#settle(message);
    }
    this.#wake();
  }

  #settle(message) {
    if (message.id === null) return;
    const asked = this.#pending.get(message.id);
    if (!asked) { this.faults.push(`a reply to nothing, or a second one: ${JSON.stringify(message).slice(0, 300)}`); return; }
    this.#pending.delete(message.id);
    asked.resolve(message);
  }

  #hear({method, params}) {
    if (method === 'textDocument/publishDiagnostics') this.diagnostics.set(params.uri, params);
    if (method === 'lumen/runFinished') {
      if (this.outcomes.has(params.run)) return [`run ${params.run} ends twice`];
      this.outcomes.set(params.run, params);
    }
    if (method === '$/progress') {
      const told = this.progress.get(params.token) ?? [];
      if (told.length === 0 && params.value.kind !== 'begin') return [`progress ${params.token} begins with ${params.value.kind}`];
      if (told.at(-1)?.kind === 'end') return [`progress ${params.token} goes on after its end`];
      this.progress.set(params.token, [...told, params.value]);
    }
  }

  #serve(asked) {
    const {id, method} = asked;
    if (this.#served.has(id)) this.faults.push(`the server uses the id ${JSON.stringify(id)} twice`);
    this.#served.add(id);
    if (this.withheld.has(method)) this.#unanswered.push(asked);
    else this.#answer(asked);
  }

  /** Gives the answers that were withheld, late, and withholds no more. */
  answerWithheld() {
    this.withheld.clear();
    for (const asked of this.#unanswered.splice(0)) this.#answer(asked);
  }

  #answer(asked) {
    const {id, method, params} = asked;
    const results = {
      'workspace/applyEdit': () => this.#applyEdit(params),
      'workspace/configuration': () => params.items.map(item => (item.section === 'lumen' ? this.settings : null)),
      'window/showMessageRequest': () => params.actions?.find(action => action.title.toLowerCase().includes((this.choices[0] ?? '\0').toLowerCase()) && this.choices.shift()) ?? null,
    };
    this.send({jsonrpc: '2.0', id, result: results[method]?.() ?? null}, {asked});
  }

  #applyEdit({edit}) {
    if (this.edits === 'refuse') return {applied: false, failureReason: 'the user is busy'};
    const changes = edit.documentChanges ??
      Object.entries(edit.changes ?? {}).map(([uri, edits]) => ({textDocument: {uri, version: null}, edits}));
    for (const {textDocument, edits} of changes) {
      const document = this.documents.get(textDocument.uri);
      if (!document) return {applied: false, failureReason: 'the document is closed'};
      if (textDocument.version !== null && textDocument.version !== document.version)
        return {applied: false, failureReason: `version ${document.version}, not ${textDocument.version}`};
      if (this.edits === 'claim') continue;
      const before = document.text;
      document.lastEdits = edits.map(one => ({start: document.offset(one.range.start), end: document.offset(one.range.end), newText: one.newText}));
      document.apply(document.lastEdits);
      this.onEdit?.(document, before);
      // From the last to the first, so that each range stands in the text that the ones before it left.
      const contentChanges = [...edits].sort((a, b) => document.compare(b.range.start, a.range.start)).map(({range, newText}) => ({range, text: newText}));
      this.notify('textDocument/didChange', {textDocument: {uri: document.uri, version: ++document.version}, contentChanges});
    }
    return {applied: true};
  }

  #hold(message, from, asked = this.#pending.get(message.id)?.message) {
    if (!this.checks) return;
    this.#note(checkMessage(message, from, asked), message, from);
  }

  #note(found, message, from = 'server') {
    for (const fault of found) this.faults.push(`${from}: ${fault}\n  in ${JSON.stringify(message).slice(0, 400)}`);
  }

  #wake() { for (const look of [...this.#waiting]) look(); }

  /** `promise`, or a failure that says what was awaited when the server ends or is silent for too long. */
  async #soon(promise, what) {
    let timer;
    const late = new Promise((resolve, reject) => {
      const fail = why => reject(new Error(`waited for ${what}: ${why}\nstandard error:\n${this.standardError.slice(-2000)}\nfaults: ${this.faults.join('\n')}`));
      timer = setTimeout(() => fail(`nothing in ${patience} ms`), patience);
      this.exited.then(({code, signal}) => setImmediate(fail, `the server ended with ${signal ?? code}`));
    });
    try {
      return await Promise.race([promise, late]);
    } finally {
      clearTimeout(timer);
      late.catch(() => {});
    }
  }
}

export function fullCapabilities(encodings = ['utf-16']) {
  return {
    general: {positionEncodings: encodings},
    window: {workDoneProgress: true, showMessage: {messageActionItem: {additionalPropertiesSupport: false}}},
    workspace: {
      applyEdit: true, configuration: true, workspaceFolders: true,
      workspaceEdit: {documentChanges: true}, codeLens: {refreshSupport: true},
      didChangeConfiguration: {dynamicRegistration: true},
    },
    textDocument: {
      synchronization: {didSave: true},
      publishDiagnostics: {versionSupport: true, relatedInformation: true},
      codeAction: {codeActionLiteralSupport: {codeActionKind: {valueSet: ['quickfix', 'refactor', 'source']}}, dataSupport: true, resolveSupport: {properties: ['edit']}},
      codeLens: {}, foldingRange: {}, hover: {contentFormat: ['markdown', 'plaintext']},
      documentSymbol: {hierarchicalDocumentSymbolSupport: true},
    },
  };
}
