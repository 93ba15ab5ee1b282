import type { Settings, Stream } from "../../capture/stream.ts";

/** One stream as its list was found. */
export interface Found {
  stream: Stream;
  settings: Settings;
  /** Rows that a first reading will read. */
  total: number;
  /** Rows a day lately; 0 where that was not asked. */
  perDay: number;
  /** Seconds back from now that these rows are spread over; undefined where that is not known. */
  past?: number | undefined;
}

/** What a capture may use. */
export interface Allowance {
  perMinute: number;
  /** The most that re-reads take of it, from 0 to 1. */
  reread: number;
}

/** Something that will not come as often as it should: how much later, as a factor. */
export interface Late {
  what: "polls" | "re-reads";
  /** Infinity: it never comes. */
  times: number;
}

/** What a capture will cost. */
export interface Estimate {
  /** The first reading: everything once. */
  first: { requests: number; minutes: number };
  /** From then on, requests an hour. */
  steady: {
    perHour: number;
    /** By stream: its polls, and what is read again for changes that nothing tells of. */
    streams: Record<string, { polls: number; rereads: number }>;
    /** What the configured rate allows in an hour. */
    limit: number;
    late: Late[];
  };
}

const DAY = 86_400;
const HOUR = 3_600_000;
/** Rows of a page. */
const PAGE = 50;
/** Pages of a long stretch before some of its rows are read twice, at the seam. */
const LEG = 100;
/** What the first reading gets of the rate at least, however much the polls need; see the shares of a client. */
const LEAST = 0.35;

/** Tells what a capture of these streams will cost, by the ways in which they are read. */
export function estimate(found: readonly Found[], { perMinute, reread }: Allowance): Estimate {
  const streams = found.map((one) => ({ one, polls: polls(one), rereads: rereads(one) }));
  const live = sum(streams.map(({ polls }) => polls));
  const again = sum(streams.map(({ rereads }) => rereads));
  // the request for the server's time, and every list's first poll
  const requests = 1 + sum(found.map((one) => reading(one) + poll(one)));
  const limit = perMinute * 60;
  // while it lasts the polls go on
  const left = Math.max(LEAST * perMinute, perMinute - live / 60);
  return {
    first: { requests, minutes: requests / left },
    steady: {
      perHour: live + again,
      streams: Object.fromEntries(
        streams.map(({ one, polls, rereads }) => [one.stream.name, { polls, rereads }]),
      ),
      limit,
      late: lateness(live, again, Math.min(reread * limit, limit - live), limit),
    },
  };
}

/** Requests of a first reading, without a first poll. */
function reading({ stream, total }: Found): number {
  // what is read whole is read by its polls
  return stream.follows ? stretch(total) : 0;
}

/** Requests of one poll. */
function poll({ stream, settings, total, perDay }: Found): number {
  if (!stream.follows) return pages(total);
  // rows come in crowds or not at all: as many as fill pages, and one page that is not full
  const seconds = stream.follows.overlap + settings.interval / 1000;
  return 1 + perDay * seconds / DAY / PAGE;
}

/** Requests an hour for polls. */
function polls(one: Found): number {
  return poll(one) * HOUR / one.settings.interval;
}

/** Requests an hour for what is read again since nothing would tell that it has changed. */
function rereads({ stream, settings, total, perDay, past = Infinity }: Found): number {
  if (!stream.follows || !settings.rereads) return 0;
  const { rereads, overlap } = stream.follows;
  return sum(rereads.map(({ reach, every }, i) => {
    const nearer = rereads[i - 1];
    // each stretch reaches over the nearer one by that one's period
    const begins = nearer?.reach === undefined ? overlap : nearer.reach - nearer.every;
    const young = perDay * Math.min(begins, past) / DAY;
    const rows = reach === undefined
      ? Math.max(0, total - young)
      : perDay * Math.max(0, Math.min(reach, past) - begins) / DAY;
    return rows > 0 || past > begins ? stretch(rows) * 3600 / every : 0;
  }));
}

/** Requests for a stretch of time that holds so many rows. */
function stretch(rows: number): number {
  return pages(rows) * (1 + 1 / LEG / PAGE);
}

function pages(rows: number): number {
  return Math.max(1, Math.ceil(rows / PAGE));
}

/** Polls come first; re-reads get what they leave over, up to a part of the rate. */
function lateness(live: number, again: number, room: number, limit: number): Late[] {
  const late: Late[] = [];
  if (live > limit) late.push({ what: "polls", times: live / limit });
  if (again > Math.max(0, room)) {
    late.push({ what: "re-reads", times: room > 0 ? again / room : Infinity });
  }
  return late;
}

function sum(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
