import { connect } from "../../aircall/connect.ts";
import type { Outside } from "../../aircall/outside.ts";
import { readWanted } from "../../aircall/wanted.ts";
import type { Stream } from "../../capture/stream.ts";
import { bond } from "../identity/owner.ts";
import type { LookAt } from "../store.ts";
import { audit } from "./audit.ts";
import type { Depth } from "./result.ts";
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
  /** Looks at it; an audit neither makes nor changes one. */
  lookAt: LookAt;
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
  const { api, client } = connect(config, outside, { resumed: true, patience: PATIENCE });
  const { audit: result, stored } = await audit({
    ...{ streams, named, depth, progress, lookAt: run.lookAt, start: config.start },
    ping: (signal) => api.ping("credentials", "tail", signal),
    belongs: (moment) => bond(moment, { api, signal: outside.signal, apiId: config.apiId, path }),
    source: ({ name }) => api.source(name),
    counts: client.counts,
    clock: outside.clock,
    signal: outside.signal,
    about: { version, against: path, api: config.baseUrl, requestsPerMinute: config.requestsPerMinute },
    waits: (what) => outside.log.info(what),
  });
  if (run.json) run.print(JSON.stringify(result, null, 2));
  else for (const line of told(result)) run.print(line);
  if (run.report) {
    const { reportPage } = await import("../report/page.ts");
    await run.report(await reportPage({ audit: result, ...stored }));
  }
  return result.equal ? 0 : 1;
}
