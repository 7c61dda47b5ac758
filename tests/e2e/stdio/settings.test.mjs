// Mistakes in settings over the wire: diagnostics in a file that nobody opened, one message, and all of it gone when mended.
import assert from 'node:assert/strict';
import {writeFileSync} from 'node:fs';
import {join} from 'node:path';
import test from 'node:test';
import {pathToFileURL} from 'node:url';
import {fullCapabilities, Session, temporaryFolder} from './session.mjs';
import {frontMatter, shop} from './shop.mjs';

const watching = () => {
  const all = fullCapabilities();
  all.workspace.didChangeWatchedFiles = {dynamicRegistration: true, relativePatternSupport: true};
  return all;
};
const messages = session => session.received.filter(one => one.method === 'window/showMessage').map(one => one.params.message);

test('a faulty settings file is told, and taken back when it is mended', async t => {
  const folder = temporaryFolder(t, {...shop(), '.lumen/config.yaml': 'shown: 5\nlimit: hunter2\n'});
  const file = join(folder, '.lumen/config.yaml');
  const uri = pathToFileURL(file).href;
  const session = await Session.open(t, {folder, capabilities: watching()});
  session.openDocument('a.lumen.md', `${frontMatter}\nHow many orders are there?\n`);
  const told = await session.until(() => session.diagnostics.get(uri), 'diagnostics of the settings file');
  assert.equal(told.diagnostics.length, 1);
  assert.deepEqual(told.diagnostics[0].range, {start: {line: 1, character: 7}, end: {line: 1, character: 14}});
  await session.until(() => messages(session).length > 0, 'the message');
  assert.match(messages(session)[0], /config\.yaml, line 2: `limit`/);
  assert.doesNotMatch(JSON.stringify(session.received), /hunter2/);
  const watchers = session.received.filter(one => one.method === 'client/registerCapability')
    .flatMap(one => one.params.registrations).flatMap(one => one.registerOptions?.watchers ?? []);
  assert.ok(watchers.some(one => one.globPattern.baseUri), JSON.stringify(watchers));
  writeFileSync(file, 'shown: 5\nlimit: 200\n');
  session.notify('workspace/didChangeWatchedFiles', {changes: [{uri, type: 2}]});
  await session.until(() => session.diagnostics.get(uri).diagnostics.length === 0, 'the mended file');
  assert.equal(messages(session).length, 1);
  await session.close();
});

test('a mistake in the settings of the editor is one message', async t => {
  const folder = temporaryFolder(t, shop());
  const session = await Session.open(t, {folder, settings: {limit: 'hunter2', localle: 'nl'}});
  await session.until(() => messages(session).length > 0, 'the message');
  assert.match(messages(session)[0], /`limit`.*`1000` holds instead.*`localle`.*`locale`/s);
  assert.doesNotMatch(messages(session)[0], /hunter2/);
  await session.close();
});
