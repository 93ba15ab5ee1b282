import { assert, assertEquals } from "@std/assert";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { Simulator, streams } from "../../src/simulator/mod.ts";
import { api, walk } from "./api.ts";

Deno.test("The same seed and start give the same account, byte for byte; another of either gives another", async () => {
  const bytes = async (seed: number, start: number) => {
    const size = { calls: 200, contacts: 100, users: 10, teams: 4, numbers: 4, tags: 12, webhooks: 3 };
    const simulator = new Simulator({ clock: new VirtualClock(start), seed, size, limit: null });
    const headers = { authorization: simulator.authorization };
    const texts: string[] = [];
    for (
      const path of [
        "calls?fetch_contact=true",
        "contacts",
        "numbers",
        "tags",
        "teams",
        "webhooks",
        "company",
      ]
    ) {
      const response = await simulator.fetch(`https://api.aircall.io/v1/${path}`, { headers });
      texts.push(JSON.stringify([...response.headers]), await response.text());
    }
    return texts.join("\n");
  };
  const start = Date.UTC(2026, 10, 2);
  const one = await bytes(1, start);
  assertEquals(await bytes(1, start), one);
  assert(await bytes(2, start) !== one);
  assert(await bytes(1, start + 86_400_000) !== one);
});

Deno.test("Truth is what the API serves, for every stream", async () => {
  const { get, account } = api();
  const paths = {
    calls: "/v1/calls?fetch_contact=true",
    contacts: "/v1/contacts",
    numbers: "/v1/numbers",
    tags: "/v1/tags",
    user_availablity: "/v1/users/availabilities",
    users: "/v2/users",
    teams: "/v1/teams",
    webhooks: "/v1/webhooks",
  };
  const unsigned = (value: unknown) => JSON.parse(JSON.stringify(value).replace(/\?X-Amz[^"]*/g, ""));
  for (const stream of streams) {
    if (stream === "company") continue;
    const rows = await walk(get, paths[stream]);
    const documents = rows.map(({ token: _, ...row }) => [String(row.webhook_id ?? row.id), unsigned(row)]);
    assertEquals([...account.truth(stream)].map(([key, row]) => [key, unsigned(row)]), documents);
  }
  assertEquals([...account.truth("company").values()], [(await get("/v1/company")).json.company]);
  assertEquals([...account.truth("company").keys()], [account.directory.companyName]);
});

Deno.test("Truth shows of calls what is asked for, and no more", () => {
  const { account } = api();
  const some = (field: string, callDetails?: ("contact" | "short_urls")[]) =>
    [...account.truth("calls", callDetails ? { callDetails } : {}).values()].some((call) =>
      call[field] !== null
    );
  assertEquals([some("contact"), some("contact", []), some("contact", ["contact"])], [true, false, true]);
  assertEquals([some("recording_short_url"), some("recording_short_url", ["short_urls"])], [false, true]);
});

Deno.test("A million calls are held in less than 64 MB, and any page of them is at hand", async () => {
  const used = () => Deno.memoryUsage().external + Deno.memoryUsage().heapUsed;
  const before = used();
  const { get, account } = api({ size: { calls: 1_000_000, days: 175 } });
  assert(used() - before < 64 * 2 ** 20);
  const { meta, rows } = await get(
    `/v1/calls?from=${account.now - 30 * 86_400}&page=150&per_page=50&order=desc`,
  );
  assertEquals(rows.length, 50);
  assert(meta.total > 100_000 && meta.total < 250_000);
  assertEquals((await get("/v1/calls")).meta.total, 1_000_000);
});

Deno.test("Options out of their range are refused by name", () => {
  const clock = new VirtualClock();
  const bad = [{ limit: 0 }, { speed: 0 }, { live: -1 }, { horizon: 0 }, { size: { calls: -1 } }, {
    seed: NaN,
  }];
  for (const options of bad) {
    const [name = ""] = Object.keys(options);
    let message = "";
    try {
      new Simulator({ clock, ...options });
    } catch (error) {
      if (error instanceof RangeError) message = error.message;
    }
    assert(message.startsWith(`The simulator's ${name}`), `${name}: ${message}`);
  }
});

Deno.test("Two seeds are two companies: they share no user, number, team or tag, as all companies' ids are counted together", () => {
  const [one, other] = [1, 2].map((seed) => new Simulator({ clock: new VirtualClock(), seed }).account);
  for (const name of ["users", "numbers", "teams", "tags"] as const) {
    const ids = new Set(one?.truth(name).keys());
    assertEquals(ids.isDisjointFrom(new Set(other?.truth(name).keys())), true, name);
  }
});
