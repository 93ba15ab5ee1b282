import { assert } from "@std/assert";
import { isObject, type JsonObject, locate } from "../../src/flow/runtime/json.ts";
import { type Simulator, type StreamName, streams } from "../../src/simulator/mod.ts";
import { configOf, openOf, smallAccount, stateAfter, type TalkOptions } from "../support/talk.ts";
import { bounded } from "./bounded.ts";
import { Collections } from "./collections.ts";
import { boundTo } from "./sound.ts";

/** What a real run has left at some moment: its state, what it captured, and the account as it was then. */
export interface Moment {
  name: string;
  simulator: Simulator;
  /** Unix milliseconds. */
  at: number;
  state: JsonObject;
  captured: Collections;
  /** The account's rows; nothing happens to it from then on. */
  truth: ReadonlyMap<StreamName, ReadonlyMap<string, JsonObject>>;
}

/** Every stream, bound in the same way by all runs. */
export const bindings = streams.map(boundTo);

/** A configuration that is not slowed down by the rate. */
export function quick(simulator: Simulator): JsonObject {
  return configOf(simulator, { advanced: { requests_per_minute: 6000 } });
}

/** Sets the clock to a moment, so that each input begins at the same one. */
export function go({ simulator, at }: Pick<Moment, "simulator" | "at">): void {
  if (simulator.clock instanceof Object && "set" in simulator.clock) Object(simulator.clock).set(at);
}

/** Moments of runs over all nine streams, those that a state is read differently in. */
export async function moments(): Promise<Moment[]> {
  return [
    await moment("all is read", {}),
    await moment("one page of calls is read", { page: ["/v1/calls", 2] }),
    await moment("two pages of calls are read", { page: ["/v1/calls", 3] }),
    await moment("one page of contacts is read", { page: ["/v1/contacts", 2] }),
    await moment("everything is read again", { page: ["/v1/calls", 2], again: true }),
    await moment("a long call is followed", { minutes: 50 }),
    await moment("there is a gap", { gap: true }),
    await moment("more contacts have changed than can be followed", { crowd: true }),
  ];
}

interface Course {
  /** Stops when this page is asked for. */
  page?: [path: string, number: number];
  /** After a whole run, a day later, with full_refresh. */
  again?: boolean;
  /** Follows for so long. */
  minutes?: number;
  /** Each page of calls has its first row twice and its last one not. */
  gap?: boolean;
  /** As the state says it then. */
  crowd?: boolean;
}

/** One such moment, of an account that gives its calls out in three pages unless it is to have fewer. */
export async function moment(
  name: string,
  { page, again, minutes, gap, crowd }: Course,
  { calls = 110, contacts = 55 } = {},
): Promise<Moment> {
  const size = { calls, days: 20, contacts, users: 5, teams: 2, numbers: 3, tags: 6, webhooks: 2 };
  const simulator = smallAccount({ size, journalSize: 100 });
  const { clock, account } = simulator;
  const captured = new Collections();
  let state: JsonObject = {};
  const live = async (
    options: Omit<TalkOptions, "simulator">,
    syncMode = "incremental",
    minutes?: number,
  ) => {
    const bound = bindings.map((one) => ({ ...one, resourceConfig: { ...one.resourceConfig, syncMode } }));
    const ran = await bounded([openOf(quick(simulator), bound, { state })], {
      simulator,
      ...options,
      ...(minutes ? { minutes } : {}),
    });
    captured.take(ran, streams, simulator);
    state = stateAfter(ran, state);
  };
  if (again) {
    await live({});
    await clock.sleep(25 * 3_600_000);
  }
  if (minutes) account.startCall({ startedAt: account.now - 60, talk: 4 * 3600 });
  const fault = gap
    ? simulator.faults.add({ path: "/v1/calls", kind: "duplicate-rows", every: 1 })
    : undefined;
  if (page) await live({ signal: atPage(simulator, ...page) }, again ? "full_refresh" : "incremental");
  else await live({}, "incremental", minutes);
  fault?.remove();
  const bound = locate(state, "/bindings");
  assert(isObject(bound) && isObject(bound["calls"]) && isObject(bound["contacts"]), name);
  if (crowd) Object.assign(bound["contacts"], { again: true, whole: bound["contacts"]["cursor"] });
  const stream = page?.[0] === "/v1/contacts" ? "contacts" : "calls";
  const field = page ? "backfill" : minutes ? "open" : gap ? "gaps" : "cursor";
  assert(Object.hasOwn(Object(bound[stream]), field), `${name}: ${stream} has no ${field}`);
  const truth = new Map(streams.map((name) => [name, account.truth(name)]));
  return { name, simulator, at: clock.now(), state, captured, truth };
}

/** A signal that aborts when this page was asked for. */
function atPage(simulator: Simulator, path: string, number: number): AbortSignal {
  const stop = new AbortController();
  const end = simulator.onAnswer((entry) => {
    if (entry.path !== path || entry.query["page"] !== String(number)) return;
    end();
    stop.abort();
  });
  return stop.signal;
}
