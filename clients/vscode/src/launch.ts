// Which server to start, and whether it can be started at all: checked beforehand, so that the message says what to do.
import { accessSync, constants, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** A server that can be started, or why none can. */
export type Launch = { command: string; args: string[] } | { problem: string };

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

function unusable(path: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return 'it is not a file';
    accessSync(path, constants.X_OK);
    return undefined;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file';
    return code === 'EACCES' ? 'it may not be executed' : String(code);
  }
}

/** `path` and `logLevel` are the settings `lumen.server.path` and `lumen.server.logLevel`. */
export function launch(path: string | null | undefined, logLevel: string, around: Surroundings): Launch {
  const args = ['--stdio', '--log-level', logLevel];
  if (path) {
    const command = expand(path, around.workspace);
    const reason = unusable(command);
    return reason === undefined
      ? { command, args }
      : { problem: `The setting lumen.server.path names ${command}, but ${reason}.` };
  }
  const command = join(around.extension, 'server', 'bin', 'lumen-lsp');
  const reason = unusable(command);
  if (reason === undefined) return { command, args };
  return {
    problem: `This copy of the extension carries no server for ${around.platform} on ${around.architecture} (${reason}). `
      + 'Build lumen-lsp and name it in the setting lumen.server.path.',
  };
}
