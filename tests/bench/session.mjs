// The client of the end-to-end tests, for measuring: what a test would do after it ends is collected and done at the end.
import {Session, temporaryFolder} from '../e2e/stdio/session.mjs';

const ends = [];
const holder = {after: end => ends.unshift(end)};

export async function open(options) {
  const session = await Session.open(holder, options);
  session.checks = false;
  return session;
}

export const folder = files => temporaryFolder(holder, files);
export const start = options => new Session(holder, options);
export const atEnd = end => ends.unshift(end);
export async function clean() { for (const end of ends.splice(0)) await end(); }
