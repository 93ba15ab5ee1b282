// deno-lint-ignore-file no-console -- what a person at a terminal reads
import { realClock } from "../capture/clock.ts";
import {
  defaultSize,
  type Entry,
  faultSyntax,
  parseFault,
  plainFaults,
  serve,
  Simulator,
  type SimulatorOptions,
  type Size,
} from "../simulator/mod.ts";
import { type Command, type Option, UsageError, type Values } from "./command.ts";
import { onStop } from "./signals.ts";

/** What each size counts. */
const sizes: readonly (readonly [name: keyof Size, what: string])[] = [
  ["calls", "calls of the past"],
  ["days", "days that these calls are spread over"],
  ["contacts", "contacts"],
  ["users", "users"],
  ["teams", "teams"],
  ["numbers", "phone numbers"],
  ["tags", "tags; the first nine are those of every account"],
  ["webhooks", "webhooks"],
];

const orders = ["started_at", "id"] as const;
const usersV1 = ["live", "refused"] as const;

const options: Option[] = [
  { name: "port", value: "N", help: "port on 127.0.0.1; 0 takes a free one", default: "8484" },
  { name: "seed", value: "N", help: "which account is invented", default: "1" },
  ...sizes.map(([name, what]): Option => ({
    name,
    value: "N",
    help: `how many ${what}`,
    default: String(defaultSize[name]),
  })),
  { name: "limit", value: "N", help: "requests in any 60 seconds, or none", default: "120" },
  {
    name: "others",
    value: "N",
    help: "requests a minute that other programs take from the limit",
    default: "0",
  },
  { name: "live", value: "N", help: "new calls an hour that start by themselves", default: "60" },
  { name: "speed", value: "N", help: "how many times faster than life these calls go", default: "1" },
  { name: "latency", value: "MS", help: "milliseconds before each answer", default: "0" },
  {
    name: "order",
    value: "FIELD",
    help: "what the calls list is sorted by",
    choices: orders,
    default: "started_at",
  },
  {
    name: "users-v1",
    value: "HOW",
    help: "whether /v1/users answers",
    choices: usersV1,
    default: "refused",
  },
  { name: "fault", value: "RULE", help: "a rule by which requests go wrong", repeats: true },
  { name: "log", help: "print one line for each request" },
];

const notes = `
It serves the Aircall API of an invented account until it is stopped (Ctrl-C), and prints where, with which API key, and
the endpoint configuration that a connector takes. Nothing is kept: each start begins anew.

Port: only this machine can reach it. With --port 0 the system picks a free one, which is printed.

Seed and sizes: the same seed, sizes and start time give the same account, byte for byte. A million calls take about
40 MB. Calls older than six calendar months are not served, so --days above about 180 makes some that nobody sees.

Limit: who asks more often than --limit in any 60 seconds is answered 429, and so is everything for 60 seconds after.

Faults: ${faultSyntax}
  path         the whole path; beginning with ~ a regular expression; by default any
  nth          begins at the nth request that matches
  every        every Nth request that matches, counted from nth
  probability  from 0 to 1, decided by the seed
  times        how often; by default once, with every or probability without end; Infinity for no end
  kind         what goes wrong, one of:
${
  [
    ...Object.entries(plainFaults),
    ["503", "that status, any from 200 to 599, with the body that it has in life"],
    ["drip:MS", "the body in sixteen pieces, one every MS milliseconds"],
    ["total:N", "meta.total is wrong by N, which may be negative"],
  ].map(([kind = "", what = ""]) => `    ${kind.padEnd(15)} ${what}`).join("\n")
}`;

/** Serves a simulated Aircall account on a local port until SIGINT or SIGTERM. */
export const simulate: Command = {
  name: "simulate",
  summary: "serve a simulated Aircall account on a local port",
  examples: [
    ["source-aircall simulate", "an account of 25,000 calls on port 8484"],
    ["source-aircall simulate --calls 1000000 --limit none --log", "a large one, each request printed"],
    [
      "source-aircall simulate --fault 'path=/v1/calls nth=3 kind=reset'",
      "the third page of calls breaks off",
    ],
    ["source-aircall simulate --live 600 --speed 60", "ten calls a minute, each over within seconds"],
  ],
  options,
  notes,
  async run(values) {
    const simulator = new Simulator(optionsOf(values));
    simulator.otherTraffic(values.whole("others", 0, 1_000_000));
    for (const rule of values.all("fault")) addFault(simulator, rule);
    if (values.on("log")) simulator.onAnswer((entry) => console.log(logLine(entry)));
    const stop = new AbortController();
    const deaf = onStop(() => stop.abort());
    try {
      const { port, finished } = await serve(simulator, {
        port: values.whole("port", 0, 65_535),
        signal: stop.signal,
      });
      console.log(greeting(simulator, values, `http://127.0.0.1:${port}`));
      await finished;
      return 0;
    } catch (error) {
      if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
      console.error(
        `simulate: port ${values.text("port")} is taken; choose another, or --port 0 for a free one`,
      );
      return 1;
    } finally {
      deaf();
    }
  },
};

/** @throws {UsageError} a value is not what its option takes */
function optionsOf(values: Values): SimulatorOptions {
  const most = 10_000_000;
  return {
    clock: realClock,
    calm: 0,
    seed: values.whole("seed", 0, 2 ** 32 - 1),
    size: Object.fromEntries(sizes.map(([name]) => [name, values.whole(name, 0, most)])),
    limit: values.text("limit") === "none" ? null : values.whole("limit", 1, 1_000_000),
    live: values.whole("live", 0, 100_000),
    speed: values.whole("speed", 1, 100_000),
    latency: values.whole("latency", 0, 600_000),
    callOrder: values.one("order", orders),
    usersV1: values.one("users-v1", usersV1),
  };
}

function addFault(simulator: Simulator, rule: string): void {
  try {
    simulator.faults.add(parseFault(rule));
  } catch (error) {
    if (!(error instanceof RangeError || error instanceof SyntaxError)) throw error;
    throw new UsageError(`simulate: --fault: ${error.message}`);
  }
}

function greeting(simulator: Simulator, values: Values, url: string): string {
  const { id, token } = simulator.credentials;
  const days = values.whole("days", 0, 10_000_000) + 1;
  const limit = values.text("limit");
  const configuration = {
    api_id: id,
    api_token: token,
    start_date: new Date((simulator.account.now - days * 86_400) * 1000).toISOString(),
    advanced: { requests_per_minute: limit === "none" ? 1_000_000 : Number(limit), base_url: url },
  };
  return [
    `Listening on ${url}`,
    `API ID ${id}, API token ${token}`,
    "",
    "Endpoint configuration:",
    JSON.stringify(configuration, null, 2),
    "",
    `Try: curl -u ${id}:${token} '${url}/v1/calls?order=desc&per_page=1'`,
  ].join("\n");
}

/** `2026-11-02 09:00:00.000 GET /v1/calls?page=2 200 50 rows`, with the fault behind it. */
function logLine({ at, method, path, query, status, rows, fault }: Entry): string {
  const sent = new URLSearchParams(query).toString();
  return [
    new Date(at).toISOString().replace("T", " ").replace("Z", ""),
    method,
    sent === "" ? path : `${path}?${sent}`,
    status === 0 ? "no answer" : status,
    ...(rows === undefined ? [] : [rows === 1 ? "1 row" : `${rows} rows`]),
    ...(fault === undefined ? [] : [`fault ${fault}`]),
  ].join(" ");
}
