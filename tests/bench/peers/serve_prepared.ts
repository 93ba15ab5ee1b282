// deno-lint-ignore-file no-console -- what the process that started it reads
import { realClock } from "../../../src/capture/clock.ts";
import { Simulator } from "../../../src/simulator/mod.ts";
import { Prepared } from "./prepared.ts";

/** Serves an account, whose sizes are the only argument as JSON, on a free port, until it is stopped. */
const size = JSON.parse(Deno.args[0] ?? "{}");
const simulator = new Simulator({ clock: realClock, size, limit: null, usersV1: "live", journalSize: 1 });
const prepared = new Prepared(simulator);
const { id, token } = simulator.credentials;
Deno.serve({
  hostname: "127.0.0.1",
  port: 0,
  onListen: ({ port }) =>
    console.log(`Listening on http://127.0.0.1:${port}\nAPI ID ${id}, API token ${token}`),
}, (request) => prepared.fetch(request));
