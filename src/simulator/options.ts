import type { Clock } from "../capture/clock.ts";
import type { Size } from "./account.ts";
import type { CallOrder } from "./call_index.ts";

/** What X-AircallApi-Reset says on a 429: its unit is not known for certain. */
export type ResetHeader = "seconds" | "milliseconds" | "none" | "past" | "far";

/** How a simulated account is made and served. */
export interface SimulatorOptions {
  /** The simulator's only source of time. */
  clock: Clock;
  /** The same seed and the same start give the same account, byte for byte. @default 1 */
  seed?: number;
  /** How much there is at first. Defaults: see `defaultSize`. */
  size?: Partial<Size>;
  /** Requests in any 60 seconds; null: no limit. @default 120 */
  limit?: number | null;
  /** The API key that opens the account. @default { id: "simulated-id", token: "simulated-token" } */
  credentials?: Credentials;
  /** How many times faster than life the calls go that start from now on. @default 1 */
  speed?: number;
  /** New calls per hour that start by themselves as time passes. @default 0 */
  live?: number;
  /** What the calls list is sorted by. @default "started_at" */
  callOrder?: CallOrder;
  /** Milliseconds before each answer, by the clock; 0 answers without sleeping. @default 0 */
  latency?: number | (() => number);
  /** Seconds served back from now. @default six calendar months */
  horizon?: number;
  /** Seconds up to now in which no call of the past started, so that at first all are in their final state. @default 14400 */
  calm?: number;
  /** Milliseconds that the server's clock, and with it the account's and the Date header, is ahead. @default 0 */
  skew?: number;
  /** What /v1/users answers after its sunset: 410, or as before. @default "refused" */
  usersV1?: "live" | "refused";
  /** The field that holds the time of a tag in a call. @default "tagged_at" */
  tagTime?: "tagged_at" | "created_at";
  /** Whether `meta.total` stops at 10,000. @default false */
  clampTotal?: boolean;
  /** What X-AircallApi-Reset says. @default "seconds" */
  resetHeader?: ResetHeader;
  /** How many journal entries are kept at least. @default 100_000 */
  journalSize?: number;
}

/** An API key. */
export interface Credentials {
  id: string;
  token: string;
}

/** What an account holds when nothing else is said. */
export const defaultSize: Readonly<Size> = {
  calls: 25_000,
  days: 175,
  contacts: 4_000,
  users: 120,
  teams: 40,
  numbers: 60,
  tags: 30,
  webhooks: 12,
};

/** The API key that opens the account when none is given. */
export const defaultCredentials: Readonly<Credentials> = { id: "simulated-id", token: "simulated-token" };

/**
 * Checks what the types cannot say.
 *
 * @throws {RangeError} naming the option and its value
 */
export function checkOptions(options: SimulatorOptions): void {
  const { size = {}, limit, speed, live, horizon, calm, seed, journalSize } = options;
  const least: [name: string, value: number | null | undefined, least: number][] = [
    ["limit", limit, 1],
    ["live", live, 0],
    ["horizon", horizon, 1],
    ["calm", calm, 0],
    ["seed", seed, 0],
    ["journalSize", journalSize, 1],
    ...Object.entries(size).map(([name, value]): [string, number, number] => [`size.${name}`, value, 0]),
  ];
  for (const [name, value, smallest] of least) {
    if (value !== undefined && value !== null && !(value >= smallest)) {
      throw new RangeError(`The simulator's ${name} is at least ${smallest}, not ${value}`);
    }
  }
  if (speed !== undefined && !(speed > 0)) {
    throw new RangeError(`The simulator's speed is above 0, not ${speed}`);
  }
}
