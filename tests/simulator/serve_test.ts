import { assert, assertEquals, assertRejects } from "@std/assert";
import { realClock } from "../../src/capture/clock.ts";
import { serve, Simulator } from "../../src/simulator/mod.ts";
import { read } from "./api.ts";

/** A simulator on a real port for as long as `use` lasts. */
async function served(use: (simulator: Simulator, base: string) => Promise<void>): Promise<void> {
  const size = { calls: 120, contacts: 60, users: 5, teams: 2, numbers: 3, tags: 10, webhooks: 2 };
  const simulator = new Simulator({ clock: realClock, limit: null, size });
  const stop = new AbortController();
  const { port, finished } = await serve(simulator, { signal: stop.signal });
  try {
    await use(simulator, `http://127.0.0.1:${port}`);
  } finally {
    stop.abort();
    await finished;
  }
}

Deno.test("Over a socket everything is as in process: body, status, headers, links to where it was asked", async () => {
  await served(async (simulator, base) => {
    const headers = { authorization: simulator.authorization };
    for (
      const path of [
        "/v1/contacts?per_page=5",
        "/v1/teams",
        "/v1/ping",
        "/v1/tags?page=201&per_page=50",
        "/v1/none",
      ]
    ) {
      const there = await read(await fetch(base + path, { headers }));
      const here = await read(await simulator.fetch(base + path, { headers }));
      assertEquals([there.status, there.text], [here.status, here.text]);
      for (const name of ["content-type", "server", "cache-control"]) {
        assertEquals(there.headers.get(name), here.headers.get(name));
      }
    }
    const { meta } = await read(await fetch(`${base}/v1/tags?per_page=5`, { headers }));
    assertEquals(meta.next_page_link, `${base}/v1/tags?order=asc&page=2&per_page=5`);
    assertEquals((await read(await fetch(base))).json.resource, "Aircall Documentation");
  });
});

Deno.test("Over a socket a contact can be written and deleted", async () => {
  await served(async (simulator, base) => {
    const headers = { authorization: simulator.authorization, "content-type": "application/json" };
    const post = await fetch(`${base}/v1/contacts`, {
      method: "POST",
      headers,
      body: '{"first_name":"Zoë 🎧"}',
    });
    assertEquals(post.status, 201);
    const id = simulator.account.contacts.ids().at(-1) ?? 0;
    assertEquals(simulator.account.contacts.document(id)?.first_name, "Zoë 🎧");
    await post.body?.cancel();
    const gone = await fetch(`${base}/v1/contacts/${id}`, { method: "DELETE", headers });
    assertEquals([gone.status, await gone.text()], [204, ""]);
  });
});

Deno.test("Over a socket a reset breaks before the headers, a cut in the body, and the next request passes", async () => {
  await served(async (simulator, base) => {
    const headers = { authorization: simulator.authorization };
    simulator.faults.add({ kind: "reset" });
    simulator.faults.add({ kind: "cut" });
    await assertRejects(() => fetch(`${base}/v1/calls`, { headers }), TypeError);
    const cut = await fetch(`${base}/v1/calls`, { headers });
    assertEquals(cut.status, 200);
    await assertRejects(() => cut.text(), TypeError);
    assertEquals((await read(await fetch(`${base}/v1/calls`, { headers }))).rows.length, 20);
    assertEquals(simulator.journal.map(({ status }) => status), [0, 200, 200]);
  });
});

Deno.test("Over a socket stalls last until the client gives up, and drops arrive", async () => {
  await served(async (simulator, base) => {
    const headers = { authorization: simulator.authorization };
    for (const kind of ["stall-headers", "stall-body"] as const) {
      simulator.faults.add({ kind });
      const control = new AbortController();
      const asked = fetch(`${base}/v1/calls`, { headers, signal: control.signal }).then((response) =>
        response.text()
      );
      while (simulator.count({ status: kind === "stall-headers" ? 0 : 200 }) === 0) await realClock.sleep(1);
      control.abort(new Error("enough"));
      await assertRejects(() => asked, Error, "enough");
    }
    simulator.faults.add({ kind: { drip: 1 } });
    assertEquals((await read(await fetch(`${base}/v1/calls`, { headers }))).rows.length, 20);
  });
});

Deno.test("The end of the server ends requests that stall; a port that is taken is an error", async () => {
  const simulator = new Simulator({ clock: realClock, size: { calls: 0, contacts: 0 } });
  simulator.faults.add({ kind: "stall-headers" });
  const stop = new AbortController();
  let told = 0;
  const { port, finished } = await serve(simulator, {
    signal: stop.signal,
    onListen: (address) => told = address.port,
  });
  assertEquals(told, port);
  await assertRejects(() => serve(simulator, { port }), Error, "EADDRINUSE");
  const headers = { authorization: simulator.authorization };
  const asked = fetch(`http://127.0.0.1:${port}/v1/ping`, { headers });
  while (simulator.count() === 0) await realClock.sleep(1);
  stop.abort();
  await assertRejects(() => asked, TypeError);
  await finished;
  await assertRejects(() => fetch(`http://127.0.0.1:${port}/v1/ping`), TypeError);
});

Deno.test("A fault of the simulation itself is told as 500, not hidden", async () => {
  await served(async (simulator, base) => {
    simulator.onRequest(() => {
      throw new Error("hook broke");
    });
    const answer = await read(
      await fetch(`${base}/v1/ping`, { headers: { authorization: simulator.authorization } }),
    );
    assertEquals(answer.status, 500);
    assert(answer.text.includes("hook broke"));
  });
});
