// The model of the protocol that every message of a test session is held to. It is read from the type declarations of
// vscode-languageserver-protocol (the source from which LSP's metaModel.json is generated; the package leaves that file out),
// by the TypeScript compiler, together with Lumen's own methods in lumen_protocol.d.ts.
import {createRequire} from 'node:module';
import {fileURLToPath} from 'node:url';
import ts from 'typescript';

const require = createRequire(import.meta.url);
const lumenTypes = fileURLToPath(new URL('lumen_protocol.d.ts', import.meta.url));
const lspTypes = require.resolve('vscode-languageserver-protocol/lib/common/api.d.ts');

const program = ts.createProgram([lumenTypes, lspTypes], {
  strict: true, noEmit: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext, types: [],
});
const checker = program.getTypeChecker();

// A name that the compiler can't find is the type `any`, which everything fits: then nothing would be checked.
const unknown = program.getSemanticDiagnostics(program.getSourceFile(lumenTypes));
if (unknown.length > 0) throw new Error(unknown.map(one => ts.flattenDiagnosticMessageText(one.messageText, '\n')).join('\n'));

/** Method -> {from: 'client'|'server'|'both', params: ts.Type|null, result: ts.Type|null (a notification has none)}. */
const methods = new Map();
const commands = new Map();
const envelopes = new Map();

readLsp();
readLumen();

function exportsOf(path) {
  return checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(path)));
}

function memberType(type, name) {
  const symbol = checker.getPropertyOfType(type, name);
  return symbol ? checker.getTypeOfSymbol(symbol) : null;
}

function readLsp() {
  // The directions stand only in the package's code, as values.
  const values = require('vscode-languageserver-protocol/lib/common/api.js');
  const directions = {clientToServer: 'client', serverToClient: 'server', both: 'both'};
  for (const symbol of exportsOf(lspTypes)) {
    const value = values[symbol.name];
    if (typeof value?.method !== 'string' || !value.messageDirection) continue;
    const members = (symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol).exports;
    const type = members?.get('type');
    if (!type) continue;
    const signature = checker.getTypeOfSymbol(type);
    const parts = checker.getTypeArguments(signature);
    const from = directions[value.messageDirection];
    switch (signature.symbol.name) {
      case 'ProtocolRequestType': methods.set(value.method, {from, params: parts[0], result: parts[1]}); break;
      case 'ProtocolRequestType0': methods.set(value.method, {from, params: null, result: parts[0]}); break;
      case 'ProtocolNotificationType': methods.set(value.method, {from, params: parts[0], result: null}); break;
      case 'ProtocolNotificationType0': methods.set(value.method, {from, params: null, result: null}); break;
      case 'RegistrationType': break; // only a name to register under
      default: throw new Error(`${value.method}: a signature that this model doesn't know: ${signature.symbol.name}`);
    }
  }
}

function readLumen() {
  for (const symbol of exportsOf(lumenTypes)) {
    for (const member of checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(symbol))) {
      const type = checker.getTypeOfSymbol(member);
      const from = memberType(type, 'from')?.value;
      if (symbol.name === 'Requests') methods.set(member.name, {from, params: memberType(type, 'params'), result: memberType(type, 'result')});
      if (symbol.name === 'Notifications') methods.set(member.name, {from, params: memberType(type, 'params'), result: null});
      if (symbol.name === 'Commands') commands.set(member.name, {argument: memberType(type, 'argument'), result: memberType(type, 'result')});
      if (symbol.name === 'Envelopes') envelopes.set(member.name, type);
    }
  }
}

/**
 * What is wrong with `value` as a value of `type`: sentences with the path, none when it fits.
 * `node` is the type as written where the value is declared: `uinteger` and `URI` are only there more than number and string.
 */
function faults(type, value, path, node) {
  const flags = type.flags;
  if (flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return [];
  if (flags & (ts.TypeFlags.Void | ts.TypeFlags.Null)) return value === null ? [] : [`${path}: ${show(value)} where null is due`];
  if (flags & ts.TypeFlags.Undefined) return value === undefined ? [] : [`${path}: ${show(value)} where nothing is due`];
  if (flags & ts.TypeFlags.Never) return [`${path}: must not be there`];
  if (type.isUnion()) return unionFaults(type, value, path, node);
  if (type.isStringLiteral() || type.isNumberLiteral()) return value === type.value ? [] : [`${path}: ${show(value)} is not ${JSON.stringify(type.value)}`];
  if (flags & ts.TypeFlags.BooleanLiteral) {
    const wanted = type.intrinsicName === 'true';
    return value === wanted ? [] : [`${path}: ${show(value)} is not ${wanted}`];
  }
  if (flags & ts.TypeFlags.String) return stringFaults(value, path, node);
  if (flags & ts.TypeFlags.Number) return numberFaults(value, path, node);
  if (flags & ts.TypeFlags.Boolean) return typeof value === 'boolean' ? [] : [`${path}: ${show(value)} is not true or false`];
  if (flags & ts.TypeFlags.NonPrimitive) return value !== null && typeof value === 'object' ? [] : [`${path}: ${show(value)} is not an object or array`];
  if (checker.isArrayType(type) || checker.isTupleType(type)) return arrayFaults(type, value, path, node);
  if (type.isIntersection() || flags & ts.TypeFlags.Object) return objectFaults(type, value, path);
  return [`${path}: the model has a type that this checker doesn't know: ${checker.typeToString(type)}`];
}

function written(node) {
  return node && ts.isTypeReferenceNode(node) ? node.typeName.getText() : '';
}

function numberFaults(value, path, node) {
  if (typeof value !== 'number') return [`${path}: ${show(value)} is not a number`];
  const name = written(node);
  if ((name === 'uinteger' || name === 'integer') && !Number.isInteger(value)) return [`${path}: ${value} is not an integer`];
  if (name === 'uinteger' && (value < 0 || value > 2 ** 31 - 1)) return [`${path}: ${value} is out of uinteger's range`];
  return [];
}

function stringFaults(value, path, node) {
  if (typeof value !== 'string') return [`${path}: ${show(value)} is not a string`];
  if (['URI', 'DocumentUri', 'Uri'].includes(written(node)) && !URL.canParse(value)) return [`${path}: ${show(value)} is not a URI`];
  return [];
}

function arrayFaults(type, value, path, node) {
  if (!Array.isArray(value)) return [`${path}: ${show(value)} is not an array`];
  const parts = checker.getTypeArguments(type);
  if (checker.isTupleType(type)) {
    if (value.length !== parts.length) return [`${path}: ${value.length} elements where ${parts.length} are due`];
    return value.flatMap((element, i) => faults(parts[i], element, `${path}[${i}]`));
  }
  const elementNode = node && ts.isArrayTypeNode(node) ? node.elementType : undefined;
  return value.flatMap((element, i) => faults(parts[0], element, `${path}[${i}]`, elementNode));
}

function objectFaults(type, value, path) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [`${path}: ${show(value)} is not an object`];
  const found = [];
  const known = new Set();
  for (const property of checker.getPropertiesOfType(type)) {
    known.add(property.name);
    const optional = Boolean(property.flags & ts.SymbolFlags.Optional);
    if (!(property.name in value)) {
      if (!optional) found.push(`${path}.${property.name}: missing`);
      continue;
    }
    const declared = checker.getTypeOfSymbol(property);
    found.push(...faults(optional ? checker.getNonOptionalType?.(declared) ?? declared : declared, value[property.name],
      `${path}.${property.name}`, property.valueDeclaration?.type));
  }
  const others = checker.getIndexInfosOfType(type).find(info => info.keyType.flags & ts.TypeFlags.String);
  for (const key of Object.keys(value)) {
    if (known.has(key)) continue;
    if (others) found.push(...faults(others.type, value[key], `${path}.${key}`));
    else found.push(`${path}.${key}: the protocol has no such property`);
  }
  return found;
}

function unionFaults(type, value, path, node) {
  const members = node && ts.isUnionTypeNode(node) ? node.types : [];
  let best = null;
  for (const [i, part] of type.types.entries()) {
    // Written parts stand in the same order as long as nothing was merged; a single reference stands for the whole.
    const partNode = members.length === type.types.length ? members[i] : members.length ? undefined : node;
    const found = faults(part, value, path, partNode);
    if (found.length === 0) return [];
    // The nearest part is the one whose fault lies deepest, and of these the one with the fewest.
    const rank = [Math.max(...found.map(fault => fault.split(':')[0].length)), -found.length];
    if (!best || rank[0] > best.rank[0] || (rank[0] === best.rank[0] && rank[1] > best.rank[1])) best = {rank, found};
  }
  return best.found;
}

function show(value) {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** What kind of message this is by its keys alone; null where it is none. */
export function kindOf(message) {
  if (message === null || typeof message !== 'object' || Array.isArray(message)) return null;
  if ('method' in message) return 'id' in message ? 'request' : 'notification';
  if ('error' in message) return 'failure';
  return 'result' in message ? 'success' : null;
}

/**
 * Holds one message to the model. `from` is who sent it ('client' or 'server'); `asked` the request that a reply answers.
 * Gives sentences; none when all is well.
 */
export function checkMessage(message, from, asked) {
  const kind = kindOf(message);
  if (!kind) return [`neither a request, a notification nor a reply: ${show(message)}`];
  const outer = faults(envelopes.get(kind), message, kind);
  if (kind === 'failure' || outer.length > 0) return outer;
  if (kind === 'success') {
    const method = methods.get(asked?.method);
    if (!method) return [`a reply to no request: ${show(message)}`];
    const command = asked.method === 'workspace/executeCommand' && commands.get(asked.params.command);
    return faults(command ? command.result : method.result, message.result, `${asked.method} result`);
  }
  const method = methods.get(message.method);
  if (!method) return [`${message.method}: neither LSP nor docs/protocol.md knows it`];
  if ((kind === 'request') !== (method.result !== null)) return [`${message.method}: sent as a ${kind}`];
  if (method.from !== 'both' && method.from !== from) return [`${message.method}: sent by the ${from}`];
  if (method.params === null) return message.params === undefined || message.params === null ? [] : [`${message.method}: takes no params`];
  const found = faults(method.params, message.params, `${message.method} params`);
  if (found.length === 0 && message.method === 'workspace/executeCommand' && from === 'client') return commandFaults(message.params);
  return found;
}

function commandFaults(params) {
  const command = commands.get(params.command);
  if (!command) return [`${params.command}: docs/protocol.md knows no such command`];
  if (params.arguments?.length !== 1) return [`${params.command}: takes one argument`];
  return faults(command.argument, params.arguments[0], params.command);
}

/** What is wrong with the command of a lens, an action or a link that a server offers. */
export function checkCommand(command) {
  return commandFaults({command: command.command, arguments: command.arguments});
}

export const knownMethods = [...methods.keys()];
