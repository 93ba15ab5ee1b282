import type { Api } from "../../aircall/api.ts";
import type { Config, Resource } from "../../aircall/config.ts";
import { CredentialsRefused } from "../../aircall/errors.ts";
import { type Clock, second } from "../../capture/clock.ts";
import { secondOf } from "../../capture/row.ts";
import { type Page, StreamFault, type Window } from "../../capture/source.ts";
import { thousands } from "../../capture/thousands.ts";
import { utcSecond } from "../../capture/utc.ts";
import { HttpFault } from "../../http/fault.ts";
import type { Found } from "./estimate.ts";
import type { Finding } from "./finding.ts";
import { whyNot } from "../why_not.ts";

/** What an account is looked at with. */
interface Look {
  api: Api;
  clock: Clock;
  signal: AbortSignal;
  config: Config;
}

const DAY = 86_400;
/** What is counted for how many calls there are lately. */
const WEEK = 7 * DAY;
/** So many lists that fail in a way that may pass, and are tried again, are enough: it is the API that fails. */
const FAILING = 4;
/** Six months, as short as they can be. */
const SERVED = 180 * DAY;

/** Looks at one page of each stream: whether it can be read, how much it holds, and how far back. */
export class Account {
  readonly #look: Look;
  /** The streams that can be read. */
  readonly found: Found[] = [];
  /** Set when the credentials were refused after all. */
  refused: CredentialsRefused | undefined;
  /** Whether there is no sense in asking on. */
  ends = false;
  #failing = 0;
  #calls: { oldest: number | undefined; from: number; found: Found } | undefined;

  /** Asks for nothing yet. */
  constructor(look: Look) {
    this.#look = look;
  }

  /** Asks for the first page of a stream, as its first reading would. Undefined when the credentials were refused. */
  async look({ stream, settings }: Resource): Promise<Finding | undefined> {
    const { clock, config } = this.#look;
    const check = stream.name;
    const { time } = stream.endpoint;
    const now = second(clock);
    const from = Math.min(
      now,
      Math.max(0, time?.bounded ? config.start - 1 : 0, now - (time?.serves ?? Infinity)),
    );
    let page: Page;
    try {
      page = await this.#page(stream, time ? { from, to: now } : undefined);
    } catch (error) {
      this.#look.signal.throwIfAborted();
      if (error instanceof CredentialsRefused) {
        this.refused = error;
        this.ends = true;
        return undefined;
      }
      if (!(error instanceof StreamFault)) throw error;
      const kind = error.cause instanceof HttpFault ? error.cause.kind : undefined;
      if (kind === "passing") this.#failing++;
      this.ends = kind === "limited" || this.#failing >= FAILING;
      return { check, mark: "failed", ...whyNot(error), figures: { readable: false } };
    }
    const { total, rows } = page;
    const oldest = time && rows[0] ? secondOf(rows[0], time.field) : undefined;
    page.release?.();
    const source = this.#look.api.source(check);
    const full = Math.min(total, source.pageSize);
    const one: Found = { stream, settings, total, perDay: 0 };
    this.found.push(one);
    if (time?.bounded) this.#calls = { oldest, from, found: one };
    return {
      check,
      mark: rows.length < full ? "warning" : "ok",
      // a list may count no further than it gives out
      found: `${many(total, "row")}${total === source.reach ? " or more" : ""}`,
      ...(rows.length < full
        ? {
          advice:
            `Its first page holds ${rows.length} of them: where that goes on, the stream says so and waits for a list that agrees with its count`,
        }
        : {}),
      figures: { readable: true, total },
    };
  }

  /** How far back the calls go; undefined where they were not asked for, or cannot be read. */
  history(): Finding | undefined {
    if (!this.#calls) return undefined;
    const { clock, config } = this.#look;
    const { oldest } = this.#calls;
    const now = second(clock);
    const days = (from: number, to: number) => Math.floor((to - from) / DAY);
    const wanted = `start_date asks for ${utcSecond(config.start)}`;
    const beyond = config.start < now - SERVED;
    const first = oldest === undefined
      ? `no call is listed; ${wanted}`
      : `the oldest call that is listed began ${utcSecond(oldest)}, ${
        many(days(oldest, now), "day")
      } ago; ${wanted}`;
    // where the oldest call is younger, the account has none before it
    const missing = days(config.start, Math.min(oldest ?? Infinity, now - SERVED));
    return {
      check: "history",
      mark: beyond ? "warning" : "ok",
      found: first,
      ...(beyond
        ? {
          advice: `Aircall serves about six months: calls of the ${
            many(missing, "day")
          } before that cannot be had, by this program or another one; ask Aircall's support for an export`,
        }
        : {}),
      figures: {
        startDate: utcSecond(config.start),
        oldest: oldest === undefined ? null : utcSecond(oldest),
        ...(oldest === undefined ? {} : { days: days(oldest, now) }),
        ...(beyond ? { daysNotServed: missing } : {}),
      },
    };
  }

  /** Counts the calls of the last week, for what following them will cost. Without it they are taken to lie evenly. */
  async count(): Promise<void> {
    if (!this.#calls || this.ends) return;
    const { oldest, found, from } = this.#calls;
    if (oldest === undefined) return;
    const to = second(this.#look.clock);
    const past = to - oldest;
    const week = { from: Math.max(from, to - WEEK), to };
    try {
      const page = await this.#page(found.stream, week);
      page.release?.();
      const seconds = Math.max(DAY, Math.min(past, to - week.from));
      Object.assign(found, { perDay: page.total * DAY / seconds, past: to - from });
    } catch (error) {
      this.#look.signal.throwIfAborted();
      if (!(error instanceof StreamFault || error instanceof CredentialsRefused)) throw error;
      Object.assign(found, { perDay: found.total * DAY / Math.max(DAY, past), past: to - from });
    }
  }

  #page({ name, endpoint }: Resource["stream"], window: Window | undefined): Promise<Page> {
    const { api, signal } = this.#look;
    const ask = window ? { page: 1, order: "asc" as const, window } : { page: 1 };
    return api.source(name).page(endpoint, ask, "snapshot", signal);
  }
}

function many(value: number, one: string): string {
  return `${thousands(value)} ${one}${value === 1 ? "" : "s"}`;
}
