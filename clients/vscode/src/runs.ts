// The work that the server reports as progress: what runs, how far it is, and for which token it can be cancelled.
import type { WorkDoneProgressBegin, WorkDoneProgressEnd, WorkDoneProgressReport } from 'vscode-languageclient/node';

export type ProgressToken = string | number;
export type ProgressValue = WorkDoneProgressBegin | WorkDoneProgressReport | WorkDoneProgressEnd;

/** One piece of work under way. */
export interface Run {
  token: ProgressToken;
  title: string;
  message: string;
  cancellable: boolean;
}

/** All that is under way, oldest first. */
export class Runs {
  private readonly byToken = new Map<ProgressToken, Run>();

  /** Takes a progress report in. Reports of work that never began are passed over. */
  take(token: ProgressToken, value: ProgressValue): void {
    if (value.kind === 'begin') {
      const { title, message, cancellable } = value;
      this.byToken.set(token, { token, title, message: message ?? '', cancellable: cancellable ?? false });
    } else if (value.kind === 'end') {
      this.byToken.delete(token);
    } else {
      const run = this.byToken.get(token);
      if (run && value.message !== undefined) run.message = value.message;
    }
  }

  /** The server is gone, and with it all that ran. */
  clear(): void {
    this.byToken.clear();
  }

  get(token: ProgressToken): Run | undefined {
    return this.byToken.get(token);
  }

  get all(): readonly Run[] {
    return [...this.byToken.values()];
  }
}
