import { assert, assertEquals, assertGreater, assertLess, assertMatch } from "@std/assert";
import type { FaultKind } from "../../src/simulator/mod.ts";
import { assertRefused, documents, smallAccount } from "../support/talk.ts";
import { assertClean, assertWhole, capture, differing, MINUTE, problems, statuses } from "./support.ts";

const names = ["teams", "calls", "tags", "contacts"] as const;

/** What a list may answer for hours. */
const passing: [what: string, kind: FaultKind][] = [
  ["408", { status: 408 }],
  ["500", { status: 500 }],
  ["502", { status: 502 }],
  ["503", { status: 503 }],
  ["504", { status: 504 }],
  ["resets", "reset"],
  ["cut bodies", "cut"],
  ["stalled headers", "stall-headers"],
  ["stalled bodies", "stall-body"],
  ["HTML", "html"],
  ["truncated JSON", "truncated-json"],
  ["bodies without their envelope", "no-envelope"],
];

for (const [what, kind] of passing) {
  Deno.test(`a list that answers ${what} for two hours does not hold up the others, is named, and is whole when that ends`, async () => {
    const simulator = smallAccount();
    const { account, clock } = simulator;
    const fault = simulator.faults.add({ path: "/v1/teams", kind, every: 1 });
    clock.sleep(120 * MINUTE).then(() => fault.remove());
    let meanwhile: string[] = [];
    clock.sleep(60 * MINUTE).then(async () => {
      account.addTag({ name: "late" });
      account.startCall({ talk: 30, finaliseAfter: 60, shift: 0 });
      account.addContact();
      account.addTeam();
      await clock.sleep(30 * MINUTE);
      meanwhile = [...account.truth("tags").keys(), ...account.truth("calls").keys()];
    });
    const early = new Set<string>();
    const ran = await capture(simulator, names, {
      minutes: 180,
      heard: ({ captured }) => {
        const { doc } = captured as { doc?: Record<string, unknown> } ?? {};
        if (doc && meanwhile.length === 0) early.add(String(doc["id"]));
      },
    });
    assertWhole(simulator, names, ran);
    assertGreater(meanwhile.length, 120);
    for (const id of meanwhile) assert(early.has(id), `${id} waited for the teams`);
    assertLess(fault.fired, 170, "the waits have grown");
    const said = problems(ran);
    assertEquals(
      said.filter(({ level, message }) => level === "error" || !message.startsWith("teams: ")),
      [],
    );
    assertGreater(said.length, 10);
    const status = statuses(ran).find(({ ts }) => ts.startsWith("2026-11-02T10:30:00"));
    assertMatch(
      status?.message ?? "",
      /^3 of 4 streams up to date\. teams reading .*waiting for an answer, after (?:one attempt|\d+ attempts): GET \/v1\/teams/,
    );
    assertEquals(statuses(ran).at(-1)?.message.startsWith("4 of 4 streams up to date."), true);
  });
}

Deno.test("a 5xx for ever on one list with --once ends with exit code 1 naming it, the others whole, and the next run mends it", async () => {
  const simulator = smallAccount();
  const fault = simulator.faults.add({ path: "/v1/teams", kind: { status: 503 }, every: 1 });
  const ran = await capture(simulator, names, { once: true });
  const message = assertRefused(ran, 1);
  assertMatch(
    message,
    /^Not everything could be captured\. teams: \/v1\/teams, page 1: GET \/v1\/teams\S+ 503 \("Internal/,
  );
  assertMatch(
    message,
    /It kept failing; nothing was skipped.*What was read is kept, and the next run goes on there/,
  );
  assert(!/calls|tags|contacts/.test(message));
  assertClean(simulator, ran);
  assertEquals(documents(ran), []);
  assertEquals(differing(simulator, names, ran).filter((line) => !line.startsWith("teams ")), []);
  fault.remove();
  const next = await capture(simulator, names, { once: true });
  assertWhole(simulator, names, next);
});

Deno.test("an hour without an answer to anything ends the capture with exit code 1, what was read is kept, and the next run goes on", async () => {
  const simulator = smallAccount();
  const { clock } = simulator;
  const fault = clock.sleep(10_000).then(() => simulator.faults.add({ kind: "reset", every: 1 }));
  const ran = await capture(simulator, names, {});
  const message = assertRefused(ran, 1);
  assertMatch(message, /^Aircall has not answered anything for an hour; last, \w+: GET \S+: no answer came/);
  assertMatch(
    message,
    /Check the network and Aircall's status page; the next start goes on where this one stopped/,
  );
  assertClean(simulator, ran);
  const { fired, remove } = await fault;
  assertLess(fired, 400);
  remove();
  simulator.account.addTag();
  const next = await capture(simulator, names, { once: true });
  assertWhole(simulator, names, next);
});
