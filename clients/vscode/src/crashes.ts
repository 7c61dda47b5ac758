// How often the server may stop by itself before it is left alone.

const allowed = 3;
const period = 3 * 60 * 1000;

/** Remembers when the server stopped. */
export class Crashes {
  private times: number[] = [];

  /** Notes a stop at `now` (milliseconds) and tells whether the server should be started again. */
  mayRestart(now: number): boolean {
    this.times = [...this.times.filter((time) => now - time < period), now];
    return this.times.length <= allowed;
  }

  /** The user asked for a new start: what was before counts no more. */
  forget(): void {
    this.times = [];
  }
}
