// The server's process: started, listened to, and ended when it doesn't answer. It remembers its last words, because what is
// said of a server that didn't start should be the reason, not that a connection was closed.
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';

const keptWords = 2000;

export class ServerProcess {
  private words = '';
  private verdict: string | undefined;

  private constructor(private readonly child: ChildProcessWithoutNullStreams, say: (line: string) => void) {
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text: string) => {
      this.words = (this.words + text).slice(-keptWords);
      for (const line of text.split('\n')) if (line !== '') say(line);
    });
    // A server that is gone is heard of by its other ends; without a listener a write to it would end the extension host.
    child.stdin.on('error', () => undefined);
  }

  /** Starts `command`; `say` gets what it writes to its standard error, by lines. Rejects where the system can't start it. */
  static async start(command: string, args: readonly string[], say: (line: string) => void): Promise<ServerProcess> {
    const child = spawn(command, args, { stdio: 'pipe' });
    const started = new ServerProcess(child, say);
    await once(child, 'spawn');
    child.on('error', (error) => say(String(error)));
    return started;
  }

  get streams(): { reader: NodeJS.ReadableStream; writer: NodeJS.WritableStream } {
    return { reader: this.child.stdout, writer: this.child.stdin };
  }

  /** Ends the process, and tells `reason` to those who ask why it ended. */
  kill(reason: string): void {
    this.verdict ??= reason;
    this.child.kill('SIGKILL');
  }

  /** Ends the process unless it ends by itself within so many milliseconds. */
  async endWithin(patience: number): Promise<void> {
    if (this.ended) return;
    const timer = setTimeout(() => this.child.kill('SIGKILL'), patience);
    await once(this.child, 'exit');
    clearTimeout(timer);
  }

  /** Why it ended, in words that follow "can't be started: "; undefined where it goes on. An end that is near is waited for. */
  async whyEnded(): Promise<string | undefined> {
    if (this.verdict !== undefined) return this.verdict;
    if (!this.ended) await Promise.race([once(this.child, 'close'), new Promise((resolve) => setTimeout(resolve, 1000))]);
    if (!this.ended) return undefined;
    const last = this.words.trim().split('\n').at(-1) ?? '';
    const how = this.child.signalCode === null ? `with exit code ${this.child.exitCode}` : `by ${this.child.signalCode}`;
    return last === '' ? `it ended ${how} without a word` : `it ended ${how}: ${last}`;
  }

  private get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}
