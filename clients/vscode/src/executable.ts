// Whether a file is a program that this machine can start: its first bytes tell for which system and processor it was built.
// The system's own words for that ("Exec format error") leave the reader to guess.
import { accessSync, closeSync, constants, openSync, readSync, statSync } from 'node:fs';

/** What the ELF header (e_machine, at byte 18) calls the processors that Node knows. */
const processors = new Map([[3, 'ia32'], [40, 'arm'], [62, 'x64'], [183, 'arm64'], [243, 'riscv64'], [258, 'loong64']]);
const elf = 0x7f454c46;
/** Mach-O for 64 bits in either order of bytes, and files for several processors. */
const mach = [0xcffaedfe, 0xfeedfacf, 0xcafebabe];

function start(path: string): Buffer {
  const bytes = Buffer.alloc(20);
  const file = openSync(path, 'r');
  try {
    return bytes.subarray(0, readSync(file, bytes, 0, bytes.length, 0));
  } finally {
    closeSync(file);
  }
}

/** The system and, where it is known, the processor that a program was built for; undefined for scripts and the rest. */
function builtFor(path: string): { platform: string; architecture?: string | undefined } | undefined {
  const bytes = start(path);
  if (bytes.length < 20) return undefined;
  const magic = bytes.readUInt32BE(0);
  if (magic === elf) {
    const little = bytes[5] === 1;
    return { platform: 'linux', architecture: processors.get(little ? bytes.readUInt16LE(18) : bytes.readUInt16BE(18)) };
  }
  if (mach.includes(magic)) return { platform: 'darwin' };
  return bytes.toString('latin1', 0, 2) === 'MZ' ? { platform: 'win32' } : undefined;
}

const names: Record<string, string> = { linux: 'Linux', darwin: 'macOS', win32: 'Windows' };

function named(platform: string, architecture?: string): string {
  const system = names[platform] ?? platform;
  return architecture === undefined ? system : `${system} on ${architecture}`;
}

/** Why the file `path` can't be started on a machine of this platform and architecture (Node's names); undefined where it can. */
export function unusable(path: string, platform: string, architecture: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return 'it is not a file';
    accessSync(path, constants.X_OK);
    const built = builtFor(path);
    const fits = built === undefined
      || (built.platform === platform && (built.architecture === undefined || built.architecture === architecture));
    if (fits) return undefined;
    return `it was built for ${named(built.platform, built.architecture)}, and this is ${named(platform, architecture)}`;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return 'there is no such file';
    return code === 'EACCES' ? 'it may not be executed' : String(code);
  }
}
