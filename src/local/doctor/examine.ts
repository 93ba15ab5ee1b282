import type { Config, Resource } from "../../aircall/config.ts";
import { connect } from "../../aircall/connect.ts";
import { ConfigError, CredentialsRefused } from "../../aircall/errors.ts";
import type { DiscreetLog, Outside } from "../../aircall/outside.ts";
import { readWanted } from "../../aircall/wanted.ts";
import { utcSecond } from "../../capture/utc.ts";
import { Redaction } from "../../http/redaction.ts";
import type { Traces } from "../identity/traces.ts";
import { Account } from "./account.ts";
import { clockFinding, connectionFinding, refusedFinding } from "./connection.ts";
import type { Finding, Verdict } from "./finding.ts";
import { Observed } from "./observed.ts";
import type { RunRecord } from "../store.ts";
import { costFindings, rateFinding } from "./cost.ts";
import { storeFinding } from "./store.ts";

/** What is examined, and with what. */
export interface Examination {
  /** The configuration as it was given. @throws {ConfigError} there is none */
  input: () => Promise<unknown>;
  /** The names of the streams that are asked for. */
  streams: readonly string[];
  outside: Outside;
  /** The runs that an earlier sync has noted; left out where nobody said where it keeps them. */
  runs?: readonly RunRecord[] | undefined;
  /** Where that is, and what tells whose account it is. */
  kept?: { path: string; traces: Traces } | undefined;
}

/** How long a request that fails is tried again, in milliseconds: no longer than the first wait, so once. A 429 is waited for once, too. */
const PATIENCE = 500;

/**
 * Checks whether everything that is asked for can be captured, one thing after the other: whatever is found is yielded at once. It takes
 * a request for the credentials, one for each stream, and one more for how many calls there are lately.
 */
export async function* examine(examination: Examination): AsyncGenerator<Finding, Verdict, void> {
  const { outside } = examination;
  const discretion = new Redaction();
  const findings = steps(examination, new Observed(outside.clock, outside.fetch), discretion);
  for (;;) {
    const { done, value } = await findings.next();
    if (done) return value;
    yield told(value, discretion);
  }
}

async function* steps(
  { input, streams, outside, runs, kept }: Examination,
  observed: Observed,
  discretion: Redaction,
): AsyncGenerator<Finding, Verdict, void> {
  const { clock, signal } = outside;
  let wanted: { config: Config; resources: Resource[] };
  const strange: string[] = [];
  try {
    const log = listening(outside.log, discretion, (message) => void strange.push(message));
    wanted = readWanted(await input(), streams.map((stream) => ({ stream })), { ...outside, log });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    yield { check: "configuration", mark: "failed", ...problems(error.problems) };
    return {
      code: 2,
      said: "Nothing was asked of Aircall: the configuration has to be mended first",
      ...none,
    };
  }
  const { config, resources } = wanted;
  yield configured(config, resources, strange);

  const { api, client, bucket } = connect(config, { ...outside, fetch: observed.fetch }, {
    patience: PATIENCE,
  });
  const verdict = (code: Verdict["code"], said: string): Verdict => ({ code, said, ...client.counts });
  let refused: unknown;
  try {
    await api.ping("credentials", "tail", signal);
  } catch (error) {
    signal.throwIfAborted();
    refused = error;
  }
  const connection = connectionFinding(config, observed, refused);
  yield connection;
  const time = clockFinding(observed);
  if (time) yield time;
  if (connection.mark === "failed") {
    const rate = observed.refusals.length > 0 ? [rateFinding(config, observed, bucket.perMinute)] : [];
    yield* rate;
    return verdict(1, "Nothing else could be checked");
  }
  if (refused instanceof CredentialsRefused) {
    yield refusedFinding(refused);
    return verdict(2, "Nothing else could be checked before the credentials are taken");
  }
  yield { check: "credentials", mark: "ok", found: "Aircall takes them" };

  const store = kept && await storeFinding(kept.traces, { ...kept, api, signal, apiId: config.apiId });
  if (store) yield store;

  const account = new Account({ api, clock, signal, config });
  let asked = 0;
  for (const resource of resources) {
    asked++;
    const finding = await account.look(resource);
    if (finding) yield finding;
    if (account.ends) break;
  }
  if (account.refused) {
    yield refusedFinding(account.refused);
    return verdict(2, "Aircall took the credentials at first and refused them later");
  }
  const history = account.history();
  if (history) yield history;
  await account.count();
  yield rateFinding(config, observed, bucket.perMinute, runs);
  yield* costFindings(account.found, config, observed.refusals.length > 0 ? bucket.perMinute : undefined);
  const unread = resources.length - account.found.length;
  if (unread > 0) {
    const left = unasked(resources.length - asked);
    return verdict(1, `${unread} of ${resources.length} streams cannot be captured${left}`);
  }
  if (store?.mark === "failed") {
    return verdict(2, `Everything that is asked for can be captured, but not into ${kept?.path}`);
  }
  return verdict(0, "Everything that is asked for can be captured");
}

function unasked(count: number): string {
  if (count === 0) return "";
  return `; ${count} of them ${count === 1 ? "was" : "were"} not asked any more`;
}

const none = { requests: 0, refused429: 0 };

function problems(all: readonly string[]): Pick<Finding, "found" | "details"> {
  const [first = ""] = all;
  return all.length === 1 ? { found: first } : { found: `${all.length} problems`, details: all };
}

function configured(config: Config, resources: Resource[], strange: string[]): Finding {
  const names = resources.map(({ stream }) => stream.name);
  const streams = names.length === 1 ? names.join() : `${names.length} streams`;
  const calls = names.includes("calls") ? `, calls from ${utcSecond(config.start)} on` : "";
  return {
    check: "configuration",
    mark: strange.length > 0 ? "warning" : "ok",
    found: `${streams}${calls}`,
    ...(strange.length > 0 ? { details: strange } : {}),
    figures: { streams: names, startDate: utcSecond(config.start) },
  };
}

/** The log of a check: what it warns of is a finding, what it must not say is hidden from findings too. */
function listening(log: DiscreetLog, discretion: Redaction, warned: (message: string) => void): DiscreetLog {
  return {
    hide(secret) {
      log.hide(secret);
      discretion.hide(secret);
    },
    debug: (message) => log.debug(message),
    info: (message) => log.info(message),
    warn: warned,
    error: (message) => log.error(message),
  };
}

/** A finding as it may be said: no secret in it, whoever has quoted one. */
function told(finding: Finding, discretion: Redaction): Finding {
  const redacted = (text: string) => discretion.redacted(text);
  const { found, details, advice } = finding;
  return {
    ...finding,
    found: redacted(found),
    ...(details ? { details: details.map(redacted) } : {}),
    ...(advice === undefined ? {} : { advice: redacted(advice) }),
  };
}
