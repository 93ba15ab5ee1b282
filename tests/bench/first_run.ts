import { type StreamName, streams } from "../../src/simulator/mod.ts";
import { World } from "../support/world.ts";
import type { Figure } from "./figure.ts";
import { leastOf } from "./first_reading.ts";

/** Rows of each list of the simulated account: two of them have more than a page, one has none. */
const SIZE = { calls: 3_017, contacts: 1_234, users: 120, teams: 40, numbers: 60, tags: 30, webhooks: 0 };

/** Where each stream is read. */
const ROUTES: Record<StreamName, string> = {
  calls: "/v1/calls",
  company: "/v1/company",
  contacts: "/v1/contacts",
  numbers: "/v1/numbers",
  tags: "/v1/tags",
  user_availablity: "/v1/users/availabilities",
  users: "/v2/users",
  teams: "/v1/teams",
  webhooks: "/v1/webhooks",
};

/** One run with `--once` over a whole simulated account, through the protocol: requests by list, tail and changes and all. */
export async function* firstRun(): AsyncGenerator<Figure, void, void> {
  const world = new World({ requestsPerMinute: 60, size: SIZE });
  await world.publish();
  world.simulator.clearJournal();
  const code = await world.runOnce();
  const differences = world.differences();
  if (code !== 0 || differences.length > 0) throw new Error(`exit code ${code}; ${differences.join("; ")}`);
  let sum = 0;
  for (const name of streams) {
    const asked = world.simulator.count({ route: ROUTES[name] });
    const least = leastOf(world.simulator.account.truth(name).size);
    sum += least;
    const followed = name === "calls" || name === "contacts";
    yield {
      what: `first run of ${name} in a simulated account`,
      value: asked - (followed ? 1 : 0),
      unit: "requests",
      bar: { most: Math.floor(least * 1.02) },
      note: `at least ${least}${followed ? "; one more is its first look at what has changed since" : ""}`,
    };
  }
  yield {
    what: "first run of all nine streams",
    value: world.simulator.count(),
    unit: "requests",
    note: `at least ${sum}; beside those for changes, one asks for the server's time`,
  };
}
