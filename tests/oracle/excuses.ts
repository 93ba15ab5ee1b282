import { differences, type Simulator, type StreamName } from "../../src/simulator/mod.ts";
import type { Capabilities } from "./capabilities.ts";

/** Seconds after its start for which a call is read again at each poll, less what lies between a second and its reading. */
const OVERLAP = 30 * 60 - 10;
/** Seconds after its end for which a longer one is followed, likewise. */
const SETTLES = 20 * 60 - 10;

/**
 * What may differ in the end, and why: changes that leave no trace in what the connector reads again soon. Everything else has to
 * be there at once.
 */
export class Excuses {
  readonly #simulator: Simulator;
  /** Calls that changed after they had come to rest. */
  readonly #late = new Set<string>();
  readonly #deleted = new Set<string>();
  /** Contacts that changed or came in while `updated_at` said nothing. */
  readonly #silent = new Set<string>();
  /** Whether a contact came in below the backfill's place: together with a deletion it hides a shift from the count. */
  #inserted = false;
  /** Of streams that were told to begin anew: the rows that came out since. What did not is nobody's to delete. */
  readonly #anew = new Map<string, Set<string>>();
  /** Calls that may change by themselves. */
  readonly #young = new Set<number>();

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
  }

  /** The second until which the changes of a call are certainly seen. */
  seenUntil(call: Readonly<Record<string, unknown>>): number {
    const started = Number(call["started_at"]);
    const ended = call["ended_at"];
    if (typeof ended !== "number") return Infinity;
    return Math.max(started + OVERLAP, ended > started + OVERLAP ? ended + SETTLES : 0);
  }

  /** A call is being changed. */
  edited(id: number): void {
    const { account } = this.#simulator;
    const call = account.call(id);
    if (call && this.seenUntil(call) < account.now) this.#late.add(String(id));
  }

  /** All calls that name something are being changed with it. */
  editedWith(names: (call: Readonly<Record<string, unknown>>) => boolean): void {
    const { account } = this.#simulator;
    for (const [id, call] of account.documents("calls")) {
      if (names(call) && this.seenUntil(call) < account.now) this.#late.add(id);
    }
  }

  /** A call comes in while the connector watches: by itself it may still change later. */
  started(id: number): void {
    this.#young.add(id);
  }

  silent(contact: number, inserted: boolean): void {
    this.#silent.add(String(contact));
    this.#inserted ||= inserted;
  }

  inserted(): void {
    this.#inserted = true;
  }

  deleted(contact: number): void {
    this.#deleted.add(String(contact));
  }

  beginsAnew(stream: StreamName): void {
    this.#anew.set(stream, new Set());
  }

  /** A document was committed. */
  kept(stream: string, key: string): void {
    this.#anew.get(stream)?.add(key);
  }

  /** Of these differences those that have no excuse; `found`: what the connector has had the time to find. */
  inexcusable(stream: StreamName, lines: string[], found: Capabilities): string[] {
    const late = stream === "calls" ? new Set([...this.#late, ...this.#changedByThemselves()]) : this.#late;
    const hidden = this.#inserted && this.#deleted.size > 0 && !found.silentContactEdits;
    return lines.filter((line) => {
      const key = /^\S+ (\S+): /.exec(line)?.[1] ?? line.slice(stream.length + 1).split(": ")[0] ?? "";
      const missing = line.includes(": missing, ");
      const extra = line.includes(": one too many, ");
      const anew = this.#anew.get(stream);
      if (extra && anew && !anew.has(key)) return false;
      if (stream === "calls") return missing || extra || !late.has(key) || found.lateEdits;
      if (stream !== "contacts") return true;
      if (hidden && (missing || this.#silent.size > 0)) return false;
      if (extra) return !this.#deleted.has(key) || found.contactDeletions;
      return !this.#silent.has(key) || found.silentContactEdits;
    });
  }

  /** Calls that people edited or that were archived by themselves after they had come to rest. */
  #changedByThemselves(): string[] {
    const { account } = this.#simulator;
    const { now } = account;
    const then = new Map<string, unknown>();
    const calls: string[] = [];
    for (const id of this.#young) {
      const call = account.call(id);
      if (!call) continue;
      const until = Math.min(now, this.seenUntil(call));
      then.set(String(id), account.calls.document(id, until, new Set(["contact"] as const)));
    }
    for (const line of differences(account, "calls", then, { most: Infinity })) {
      const key = /^calls (\d+): /.exec(line)?.[1];
      if (key !== undefined && then.has(key)) calls.push(key);
    }
    return calls;
  }
}
