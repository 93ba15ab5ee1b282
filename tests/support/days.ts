import type { Session } from "../../src/flow/runtime/mod.ts";
import { World, type WorldOptions } from "./world.ts";

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** A world that is captured for days: the connector is opened again whenever it has left or was killed. */
export class Days {
  readonly world: World;
  /** Documents since they were looked at last, by key and op. */
  documents: string[] = [];
  #session: Session | undefined;

  constructor(options: WorldOptions) {
    this.world = new World({ requestsPerMinute: 600, interval: "PT30M", ...options });
  }

  /** Publishes, backfills, and forgets the documents. */
  async begin(): Promise<void> {
    await this.world.publish();
    await this.pass(5 * MINUTE);
    this.documents = [];
  }

  /** Lets so many milliseconds go by, the connector at work. */
  async pass(ms: number): Promise<void> {
    const { clock, runtime } = this.world;
    for (const until = clock.now() + ms; clock.now() < until;) {
      this.#session ??= await runtime.open({
        document: (document) => {
          const { op } = document["_meta"] as Record<string, unknown>;
          this.documents.push(`${op} ${document["id"]}`);
        },
      });
      const over = new AbortController();
      const ended = this.#session.ended.then(() => over.abort(), (error) => over.abort(error));
      await clock.sleep(until - clock.now(), over.signal).catch(() => {});
      if (!over.signal.aborted) return;
      await ended;
      await this.#session.ended;
      this.#session = undefined;
    }
  }

  /** Ends the connector. @param signal SIGKILL drops what is not committed */
  async end(signal: "SIGTERM" | "SIGKILL" = "SIGTERM"): Promise<void> {
    this.#session?.kill(signal);
    await this.#session?.ended;
    this.#session = undefined;
  }

  /** The documents since the last look. */
  taken(): string[] {
    return this.documents.splice(0);
  }

  /** The call whose start lies nearest to so many milliseconds ago. */
  callOf(age: number): number {
    const wanted = (this.world.clock.now() - age) / 1000;
    const calls = [...this.world.simulator.account.truth("calls").values()];
    const far = (call: Record<string, unknown>) => Math.abs(Number(call["started_at"]) - wanted);
    return Number(calls.reduce((best, call) => far(call) < far(best) ? call : best)["id"]);
  }
}
