// Which server to start, and whether it can be started at all: checked beforehand, so that the message says what to do.
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { unusable } from './executable';

/** A server that can be started. */
export interface Command { command: string; args: string[] }

/** A server that can be started, or why none can. */
export type Launch = Command | { problem: string };

/** Where things stand on this machine. `workspace` is the first folder that is open. */
export interface Surroundings {
  extension: string;
  platform: string;
  architecture: string;
  workspace?: string | undefined;
}

function expand(path: string, workspace: string | undefined): string {
  const whole = path
    .replace(/^~(?=$|\/)/, homedir())
    .replaceAll('${workspaceFolder}', workspace ?? '');
  return workspace === undefined ? resolve(whole) : resolve(workspace, whole);
}

/** `path` and `logLevel` are the settings `lumen.server.path` and `lumen.server.logLevel`. */
export function launch(path: string | null | undefined, logLevel: string, around: Surroundings): Launch {
  const args = ['--stdio', '--log-level', logLevel];
  if (path) {
    const command = expand(path, around.workspace);
    const reason = unusable(command, around.platform, around.architecture);
    return reason === undefined
      ? { command, args }
      : { problem: `The setting lumen.server.path names ${command}, but ${reason}.` };
  }
  const command = join(around.extension, 'server', 'bin', 'lumen-lsp');
  const reason = unusable(command, around.platform, around.architecture);
  if (reason === undefined) return { command, args };
  return {
    problem: `This copy of the extension carries no server for ${around.platform} on ${around.architecture}: ${reason}. `
      + 'Build lumen-lsp and name it in the setting lumen.server.path.',
  };
}
