import { connect } from "../../aircall/connect.ts";
import type { Outside } from "../../aircall/outside.ts";
import { readWanted } from "../../aircall/wanted.ts";
import type { Stream } from "../../capture/stream.ts";
import { bond } from "../identity/owner.ts";
import type { Store } from "../store.ts";
import { audit } from "./audit.ts";
import type { Audit, Depth } from "./result.ts";
import { told } from "./words.ts";

/** How long a request may keep failing before its stream is left unchecked, in milliseconds. */
const PATIENCE = 60_000;

/** What a run of the command works with. */
export interface AuditRun {
  /** The endpoint configuration, not checked yet. */
  input: Record<string, unknown>;
  outside: Outside;
  /** Where the store is. */
  path: string;
  /** Opens it; an audit makes none. */
  openStore: (path: string, options: { now(): number; create: false }) => Promise<Store>;
  streams: readonly Stream[];
  /** Whether they were named one by one. */
  named: boolean;
  depth: Depth;
  version: string;
  /** Whether the outcome is printed for machines. */
  json: boolean;
  print: (text: string) => void;
  /** Called when so many of so many stretches of a stream are done. */
  progress: (stream: string, done: number, of: number) => void;
  /** Keeps the report; absent: none is wanted. */
  report?: (page: string) => Promise<void>;
}

/**
 * Audits a store, tells what was found, and writes the report.
 *
 * @returns the exit code: 0 where everything is equal, 1 where something differs or could not be checked
 * @throws {ConfigError} the configuration cannot be used, or nothing or another account is stored there; and what {@link audit} throws
 */
export async function runAudit(run: AuditRun): Promise<0 | 1> {
  const { outside, path, depth, streams, named, version, progress } = run;
  const { config } = readWanted(run.input, [], outside);
  const store = await run.openStore(path, { now: () => outside.clock.now(), create: false });
  try {
    const { api, client } = connect(config, outside, { resumed: true, patience: PATIENCE });
    await bond(store, { api, signal: outside.signal, apiId: config.apiId, path });
    const result = await audit({
      ...{ streams, named, store, depth, progress, start: config.start },
      source: ({ name }) => api.source(name),
      counts: client.counts,
      clock: outside.clock,
      signal: outside.signal,
      about: { version, against: path, api: config.baseUrl, requestsPerMinute: config.requestsPerMinute },
    });
    if (run.json) run.print(JSON.stringify(result, null, 2));
    else for (const line of told(result)) run.print(line);
    if (run.report) await run.report(await reported(result, store));
    return result.equal ? 0 : 1;
  } finally {
    await store.close();
  }
}

async function reported(audit: Audit, store: Store): Promise<string> {
  const { reportPage } = await import("../report/page.ts");
  return await reportPage({ audit, changes: await store.changes(), runs: await store.runs() });
}
