// The client of the end-to-end tests, for measuring: what a test would do after it ends is collected and done at the end.
import {fullCapabilities, Session, temporaryFolder} from '../e2e/stdio/session.mjs';

const ends = [];
const holder = {after: end => ends.unshift(end)};

/** `resolves`: asks for the commands of those lenses alone that it shows, as VS Code does. */
export async function open({resolves = true, ...options} = {}) {
  const capabilities = fullCapabilities();
  if (resolves) capabilities.textDocument.codeLens.resolveSupport = {properties: ['command']};
  const session = await Session.open(holder, {capabilities, ...options});
  session.checks = false;
  session.received = {push() {}}; // no editor keeps every message, and what is kept is gone through again and again by the collector
  return session;
}

export const folder = files => temporaryFolder(holder, files);
export const start = options => new Session(holder, options);
export const atEnd = end => ends.unshift(end);
export async function clean() { for (const end of ends.splice(0)) await end(); }
