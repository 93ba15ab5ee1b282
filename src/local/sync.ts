import { CaptureRun, PATIENCE } from "../aircall/capture_run.ts";
import { connect } from "../aircall/connect.ts";
import { IncompleteError } from "../aircall/errors.ts";
import { explained } from "../aircall/explained.ts";
import type { Outside } from "../aircall/outside.ts";
import { readWanted, type Wanted } from "../aircall/wanted.ts";
import { utc, utcSecond } from "../capture/utc.ts";
import { own } from "./identity/owner.ts";
import { replacedKey } from "./identity/words.ts";
import { Boards } from "./progress/board.ts";
import type { PersonLog } from "./person_log.ts";
import type { Outcome, StreamOutcome, View } from "./progress/view.ts";
import type { RunRecord, RunUnderWay, Store } from "./store.ts";
import { Tally } from "./tally.ts";

/** What somebody asked for. */
export interface SyncWish {
  /** Reads the endpoint configuration, which is not checked yet. */
  input: () => Promise<Record<string, unknown>>;
  /** Names of streams, each once. */
  streams: readonly string[];
  /** Unix second; calls since then, whatever the configuration says. */
  since?: number | undefined;
  /** Go on once everything is up to date, until it is asked to stop. */
  follow: boolean;
  /** Where to, as it was named. */
  to: string;
  /** The command line that does the same again. */
  again: string;
}

/** What it is done with. */
export interface SyncParts {
  outside: Outside & { log: PersonLog };
  view: View;
  /** Opens what is kept; called once the credentials are known to be taken. */
  open: () => Promise<Store>;
}

/** How often a stream is polled while it is followed. */
const INTERVAL = "PT5M";
/** How often it is kept that the run is alive, in milliseconds, while nothing else is. */
const ALIVE = 60_000;

/**
 * Brings what is kept on disk up to date with the account, once or until it is asked to stop. It never throws: whatever happens, what was
 * kept stays, the run is noted, the store is closed, and the view is told what came of it.
 *
 * @returns what the view was told, no secret in it; its code is 0 up to date or asked to stop, 1 not everything that was asked for, 2 a
 * wrong configuration or credentials that are refused
 */
export async function sync(wish: SyncWish, parts: SyncParts): Promise<Outcome> {
  const { view, outside: { clock, log, signal } } = parts;
  const began = clock.now();
  const found: Found = { streams: [], requests: 0, refused429: 0 };
  let fault: unknown;
  try {
    await capture(wish, parts, began, found);
  } catch (error) {
    // being asked to stop is no fault
    if (!(signal.aborted && error === signal.reason)) fault = error;
  }
  const { message, code } = fault === undefined ? { message: undefined, code: 0 } : explained(fault);
  const outcome: Outcome = {
    how: howOf(fault, signal.aborted),
    ...(message === undefined ? {} : { error: log.redacted(message) }),
    code,
    ...found,
    to: wish.to,
    again: wish.again,
    took: clock.now() - began,
  };
  view.end(outcome);
  return outcome;
}

/** What a run leaves to say, as far as it came. */
type Found = Pick<Outcome, "streams" | "requests" | "refused429">;

function howOf(fault: unknown, asked: boolean): Outcome["how"] {
  if (fault instanceof IncompleteError) return "incomplete";
  if (fault !== undefined) return "failed";
  return asked ? "stopped" : "up to date";
}

async function capture(wish: SyncWish, parts: SyncParts, began: number, found: Found): Promise<void> {
  const { outside, view, open } = parts;
  const { follow, to, streams } = wish;
  const { config, resources } = wanted(wish, await wish.input(), outside);
  view.begin({ streams, to, requestsPerMinute: config.requestsPerMinute, follow });
  const connection = connect(config, outside, {
    // whoever ran before, this program or another of it, has used the rate
    resumed: true,
    ...(follow ? {} : { patience: PATIENCE }),
  });
  try {
    // nothing is made on disk for credentials that are not taken
    await connection.api.ping("credentials", "tail", outside.signal);
    const store = await open();
    await inOrder([
      () => fill({ wish, parts, wanted: { config, resources }, connection, store, began, found }),
      () => store.close(),
    ]);
  } finally {
    Object.assign(found, connection.client.counts);
  }
}

/** Does one after the other, whatever becomes of those before. @throws what went wrong first */
async function inOrder(steps: (() => Promise<void>)[]): Promise<void> {
  const faults: { error: unknown }[] = [];
  for (const step of steps) await step().catch((error) => void faults.push({ error }));
  const [first] = faults;
  if (first) throw first.error;
}

/** A run over a store that is open. */
interface Filling {
  wish: SyncWish;
  parts: SyncParts;
  wanted: Wanted;
  connection: ReturnType<typeof connect>;
  store: Store;
  /** Unix milliseconds. */
  began: number;
  found: Found;
}

async function fill(filling: Filling): Promise<void> {
  const { wish: { follow, to }, parts: { outside, view }, wanted, connection, store, began, found } = filling;
  const { clock, signal } = outside;
  const streams = wanted.resources.map(({ stream }) => stream);
  // before anything else: another account's rows would take the place of those that are kept
  const claim = { api: connection.api, signal, apiId: wanted.config.apiId, path: to };
  await own(store, claim, streams, () => outside.log.info(replacedKey(to)));
  for (const line of await store.lost(streams)) outside.log.warn(line);
  for (const stream of streams) if (store.known(stream.name) === undefined) await store.count(stream);
  const tally = new Tally(store);
  const run = new CaptureRun({
    bindings: wanted.resources.map((resource) => ({ ...resource, state: store.state(resource.stream) })),
    sink: tally,
    connection,
    outside,
    once: !follow,
    // whoever runs it once a day has no other run that would see a late edit
    due: true,
    life: Infinity,
  });
  const boards = new Boards(run, tally, !follow, (text) => outside.log.redacted(text));
  const shown = new AbortController();
  const underWay: RunUnderWay = {
    ...{ began: utc(began), requestsPerMinute: wanted.config.requestsPerMinute },
    ...{ streams: streams.map(({ name }) => name), sent: connection.client.counts },
  };
  await store.going(underWay);
  const showing = Promise.all([
    show(view, boards, outside, shown.signal),
    live(store, underWay, outside, shown.signal),
  ]);
  let incomplete: string[] = [];
  await inOrder([
    async () => {
      try {
        await run.run();
        if (signal.aborted) incomplete = unfinished(boards, outside);
      } catch (error) {
        const reasons = error instanceof IncompleteError ? error.reasons : [explained(error).message];
        incomplete = reasons.map((reason) => outside.log.redacted(reason));
        throw error;
      } finally {
        shown.abort();
        await showing;
      }
    },
    async () => {
      view.show(boards.at(clock.now()));
      const { requests, refused429 } = connection.client.counts;
      const rows: StreamOutcome[] = [];
      for (const stream of streams) {
        const { name } = stream;
        const kept = await store.count(stream);
        const requests = connection.client.requestsOf(name);
        rows.push({ stream: name, kept, ...tally.of(name), requests });
      }
      found.streams = rows;
      const { requestsPerMinute } = wanted.config;
      const moments = { began: utc(began), ended: utc(clock.now()) };
      await store.note(record(rows, { ...moments, requests, refused429, requestsPerMinute, incomplete }));
    },
  ]);
}

function wanted({ streams, since }: SyncWish, input: Record<string, unknown>, outside: Outside): Wanted {
  return readWanted(
    since === undefined ? input : { ...input, start_date: utcSecond(since) },
    streams.map((stream) => ({ stream, syncMode: "incremental", interval: INTERVAL })),
    outside,
  );
}

/** Shows how it goes, again and again, until the signal aborts. */
async function show(view: View, boards: Boards, { clock }: Outside, signal: AbortSignal): Promise<void> {
  try {
    for (;;) {
      view.show(boards.at(clock.now()));
      await clock.sleep(view.every, signal);
    }
  } catch (error) {
    if (!signal.aborted) view.say("warn", `The progress cannot be shown: ${error}. The run goes on.`);
  }
}

/** Has it kept that the run is alive, again and again, until the signal aborts. */
async function live(
  store: Store,
  run: RunUnderWay,
  { clock }: Outside,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await clock.sleep(ALIVE, signal);
      await store.going(run);
    } catch {
      // what the disk does not take is said where a batch is kept
    }
  }
}

/** What was not up to date yet when the run was asked to stop. */
function unfinished(boards: Boards, { clock }: Outside): string[] {
  const CALM = ["up to date", "following"];
  return boards.at(clock.now()).streams
    .filter(({ phase }) => !CALM.includes(phase))
    .map(({ stream, phase }) => `${stream}: asked to stop while ${phase}`);
}

function record(rows: StreamOutcome[], run: Omit<RunRecord, "streams">): RunRecord {
  const streams = rows.map(({ stream, created, updated, deleted }) =>
    [stream, { created, updated, deleted }] as const
  );
  return { ...run, streams: Object.fromEntries(streams) };
}
