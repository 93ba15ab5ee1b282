import type { Clock } from "../../capture/clock.ts";
import type { JsonObject } from "../../flow/runtime/mod.ts";
import { defaultSize, Simulator, type StreamName, streams } from "../../simulator/mod.ts";
import { prepare, type Props } from "./changes.ts";
import { count } from "../../local/format.ts";

const day = 86_400_000;

/** The account that is captured, and what it is known by. */
export interface DemoAccount {
  simulator: Simulator;
  props: Props;
  /** How many rows each stream holds before anything changes. */
  totals: Map<StreamName, number>;
}

/** How much there is in the account, and how fast its calls go. */
export interface AccountOptions {
  seed: number;
  calls: number;
  /** How much faster than life calls go. @default 60: four minutes of talk are four seconds */
  speed?: number;
}

/** Makes the account. The props come on top of the calls asked for, the spare tag is one of the tags. */
export function makeAccount(clock: Clock, { seed, calls, speed = 60 }: AccountOptions): DemoAccount {
  const size = { ...defaultSize, calls, tags: defaultSize.tags - 1 };
  const simulator = new Simulator({ clock, seed, size, limit: null, speed });
  const { account } = simulator;
  const props = prepare(account);
  const totals = new Map(streams.map((stream): [StreamName, number] => [stream, account.truth(stream).size]));
  return { simulator, props, totals };
}

/** The account in one line. */
export function describe(totals: ReadonlyMap<StreamName, number>): string {
  const shown = streams.filter((stream) => stream !== "company" && stream !== "user_availablity");
  return shown.map((stream) => `${count(totals.get(stream) ?? 0)} ${stream}`).join(", ");
}

/** The endpoint configuration for it: from before its first call, as fast as it goes. */
export function configuration({ credentials }: Simulator, clock: Clock, baseUrl: string): JsonObject {
  return {
    api_id: credentials.id,
    api_token: credentials.token,
    start_date: new Date(clock.now() - (defaultSize.days + 1) * day).toISOString(),
    advanced: { requests_per_minute: 1_000_000, base_url: baseUrl },
  };
}

/** The lists and, below each, the single rows that a stream is read from. */
const routes: Record<StreamName, { list: string; one?: string }> = {
  calls: { list: "/v1/calls", one: "/v1/calls/:id" },
  company: { list: "/v1/company" },
  contacts: { list: "/v1/contacts", one: "/v1/contacts/:id" },
  numbers: { list: "/v1/numbers", one: "/v1/numbers/:id" },
  tags: { list: "/v1/tags", one: "/v1/tags/:id" },
  user_availablity: { list: "/v1/users/availabilities", one: "/v1/users/:id/availability" },
  users: { list: "/v2/users", one: "/v2/users/:id" },
  teams: { list: "/v1/teams", one: "/v1/teams/:id" },
  webhooks: { list: "/v1/webhooks", one: "/v1/webhooks/:webhook_id" },
};

/** How many pages of a stream were asked for so far. */
export function pagesOf(simulator: Simulator, stream: StreamName): number {
  return simulator.count({ route: routes[stream].list });
}

/** How many requests a stream took so far, and how many of them were refused with 429. */
export function requestsOf(simulator: Simulator, stream: StreamName): { all: number; refused: number } {
  const { list, one } = routes[stream];
  const both = one === undefined ? [list] : [list, one];
  const sum = (status?: number) =>
    both.reduce(
      (sum, route) => sum + simulator.count({ route, ...status === undefined ? {} : { status } }),
      0,
    );
  return { all: sum(), refused: sum(429) };
}
