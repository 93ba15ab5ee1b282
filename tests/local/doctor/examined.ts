import { streams } from "../../../src/aircall/streams/mod.ts";
import type { JsonObject } from "../../../src/capture/stream.ts";
import type { Fetch } from "../../../src/http/client.ts";
import { type Examination, examine } from "../../../src/local/doctor/examine.ts";
import type { Finding, Verdict } from "../../../src/local/doctor/finding.ts";
import { PersonLog } from "../../../src/local/person_log.ts";
import type { RunRecord } from "../../../src/local/store.ts";
import type { Simulator } from "../../../src/simulator/mod.ts";
import { configOf } from "../../support/talk.ts";

/** How an account is examined. */
export interface Options {
  /** What the configuration says otherwise. */
  changes?: JsonObject;
  /** @default all nine */
  streams?: string[];
  fetch?: Fetch;
  input?: () => Promise<unknown>;
  signal?: AbortSignal;
  runs?: readonly RunRecord[];
  kept?: Examination["kept"];
}

/** What was found. */
export interface Examined {
  findings: Finding[];
  verdict: Verdict;
  /** Said meanwhile. */
  log: string[];
  /** The finding of a check. */
  of(check: string): Finding | undefined;
}

/** Examines a simulated account on its own clock. */
export async function examined(simulator: Simulator, options: Options = {}): Promise<Examined> {
  const log: string[] = [];
  const findings: Finding[] = [];
  const config = configOf(simulator, { advanced: { requests_per_minute: 60 }, ...options.changes });
  const steps = examine({
    input: options.input ?? (() => Promise.resolve(config)),
    runs: options.runs,
    kept: options.kept,
    streams: options.streams ?? streams.map(({ name }) => name),
    outside: {
      clock: simulator.clock,
      fetch: options.fetch ?? simulator.fetch,
      random: () => 0.5,
      log: new PersonLog((weight, message) => void (weight !== "debug" && log.push(message))),
      mayReach: () => true,
      signal: options.signal ?? new AbortController().signal,
    },
  });
  let next = await steps.next();
  for (; !next.done; next = await steps.next()) findings.push(next.value);
  return {
    findings,
    verdict: next.value,
    log,
    of: (check) => findings.find((finding) => finding.check === check),
  };
}

/** The marks of all findings that are not ok. */
export function troubles({ findings }: Examined): string[] {
  return findings.filter(({ mark }) => mark !== "ok").map(({ check, mark }) => `${check} ${mark}`);
}
