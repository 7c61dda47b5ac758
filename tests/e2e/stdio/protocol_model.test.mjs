// The checker itself must be able to say no: what it lets pass and what it catches.
import assert from 'node:assert/strict';
import test from 'node:test';
import {checkMessage, knownMethods} from './protocol_model.mjs';

const request = (method, params) => ({jsonrpc: '2.0', id: 1, method, ...(params === undefined ? {} : {params})});
const notification = (method, params) => ({jsonrpc: '2.0', method, params});
const reply = result => ({jsonrpc: '2.0', id: 1, result});
const range = {start: {line: 0, character: 0}, end: {line: 0, character: 3}};

function fits(message, from, asked) {
  assert.deepEqual(checkMessage(message, from, asked), []);
}

function fails(message, from, pattern, asked) {
  const found = checkMessage(message, from, asked);
  assert.ok(found.length > 0, `${JSON.stringify(message)} passed`);
  assert.match(found.join('\n'), pattern);
}

test('the model knows the whole protocol', () => {
  assert.ok(knownMethods.length > 80, `only ${knownMethods.length} methods`);
  for (const method of ['initialize', 'shutdown', 'exit', 'workspace/applyEdit', 'textDocument/publishDiagnostics',
    'window/workDoneProgress/create', '$/progress', '$/cancelRequest', 'lumen/chart']) assert.ok(knownMethods.includes(method), method);
});

test('messages as they should be pass', () => {
  fits(request('initialize', {processId: null, rootUri: null, capabilities: {}}), 'client');
  fits(request('shutdown'), 'client');
  fits(reply({capabilities: {hoverProvider: true, textDocumentSync: 2}, serverInfo: {name: 'lumen'}}), 'server', request('initialize'));
  fits(reply(null), 'server', request('shutdown'));
  fits(reply([{range, command: {title: 'Run', command: 'lumen.run', arguments: [1]}}]), 'server', request('textDocument/codeLens'));
  fits(notification('textDocument/publishDiagnostics', {uri: 'file:///a', version: 1, diagnostics: [{range, message: 'm', severity: 1}]}), 'server');
  fits(notification('$/progress', {token: 'r1', value: {kind: 'report', message: 'running', percentage: 3}}), 'server');
  fits(request('workspace/applyEdit', {edit: {documentChanges: [{textDocument: {uri: 'file:///a', version: null}, edits: [{range, newText: ''}]}]}}), 'server');
  fits({jsonrpc: '2.0', id: null, error: {code: -32700, message: 'm'}}, 'server');
  fits(request('workspace/executeCommand', {command: 'lumen.run', arguments: [{uri: 'file:///a', cell: 'c'}]}), 'client');
});

test('messages that break the protocol are caught', () => {
  fails(request('initialize', {capabilities: {}}), 'client', /processId: missing/);
  fails(request('textDocument/hovr', {}), 'client', /neither LSP/);
  fails(request('workspace/applyEdit', {edit: {}}), 'client', /sent by the client/);
  fails(notification('shutdown', undefined), 'client', /as a notification|params/);
  fails(notification('textDocument/publishDiagnostics', {uri: 'file:///a', diagnostics: [{range, message: 'm', severity: 7}]}), 'server', /severity/);
  fails(notification('textDocument/publishDiagnostics', {uri: 'file:///a', diagnostics: [{range, message: 'm', level: 1}]}), 'server', /no such property/);
  fails(notification('textDocument/publishDiagnostics', {uri: 'no uri', diagnostics: []}), 'server', /not a URI/);
  fails(reply([{range: {start: {line: -1, character: 0}, end: {line: 0, character: 0}}}]), 'server', /range/, request('textDocument/codeLens'));
  fails(reply([{range: {start: {line: 0.5, character: 0}, end: {line: 0, character: 0}}}]), 'server', /not an integer/, request('textDocument/codeLens'));
  fails(reply(7), 'server', /textDocument\/hover result/, request('textDocument/hover'));
  fails(reply([]), 'server', /no request/);
  fails({id: 1, result: null}, 'server', /jsonrpc: missing/, request('shutdown'));
  fails({jsonrpc: '2.0', id: 1, error: {code: 'x', message: 'm'}}, 'server', /not a number|not an integer/);
  fails(request('workspace/executeCommand', {command: 'lumen.ask', arguments: [{uri: 'file:///a'}]}), 'client', /position|question/);
  fails(request('workspace/executeCommand', {command: 'lumen.fly', arguments: [{}]}), 'client', /no such command/);
  fails(reply({run: 3}), 'server', /run/, request('workspace/executeCommand', {command: 'lumen.ask'}));
});

test('a client is held to the same model: its replies and what it asks for', () => {
  const edit = request('workspace/applyEdit');
  fits(reply({applied: true}), 'client', edit);
  fits(reply({applied: false, failureReason: 'busy'}), 'client', edit);
  fails(reply({}), 'client', /applied: missing/, edit);
  fails(reply({applied: 'yes'}), 'client', /applied/, edit);
  fails(reply({applied: true, reason: 'x'}), 'client', /no such property/, edit);
  fails(reply(null), 'client', /applyEdit result/, edit);
  fits(reply([{limit: 5}, null]), 'client', request('workspace/configuration'));
  fails(reply({limit: 5}), 'client', /not an array/, request('workspace/configuration'));
  fits(reply(null), 'client', request('window/showMessageRequest'));
  fits(reply({title: 'Discard'}), 'client', request('window/showMessageRequest'));
  fails(reply('Discard'), 'client', /showMessageRequest result/, request('window/showMessageRequest'));
  fits(reply(null), 'client', request('window/workDoneProgress/create'));
  fails(reply(null), 'client', /no request/);
  fits(notification('$/cancelRequest', {id: 3}), 'client');
  fails(notification('$/cancelRequest', {}), 'client', /id: missing/);
  fails(notification('textDocument/publishDiagnostics', {uri: 'file:///a', diagnostics: []}), 'client', /sent by the client/);
  fails(notification('textDocument/didChange', {textDocument: {uri: 'file:///a'}, contentChanges: []}), 'client', /version: missing/);
  fails(request('textDocument/codeAction', {textDocument: {uri: 'file:///a'}, range}), 'client', /context: missing/);
});
