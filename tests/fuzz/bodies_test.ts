import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Account } from "../../src/simulator/mod.ts";
import { type Simulator, type StreamName, streams } from "../../src/simulator/mod.ts";
import type { JsonObject } from "../../src/flow/runtime/mod.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { openOf, smallAccount, stateAfter, type Talk } from "../support/talk.ts";
import { bounded } from "./bounded.ts";
import { Collections } from "./collections.ts";
import { inputs } from "./inputs.ts";
import { Liar, lying } from "./liar.ts";
import { quick } from "./moments.ts";
import { assertSound, boundTo } from "./sound.ts";

const size = { calls: 70, days: 20, contacts: 60, users: 6, teams: 3, numbers: 4, tags: 9, webhooks: 3 };
const HOUR = 3_600_000;
const timelines = new Set<StreamName>(["calls", "contacts"]);

/** The same account each time, when nothing has happened to it. */
function account(): { simulator: Simulator; clock: VirtualClock } {
  const clock = new VirtualClock();
  return { clock, simulator: smallAccount({ size, clock, journalSize: 100 }) };
}

/** One run over some of the streams. */
async function run(
  simulator: Simulator,
  names: readonly StreamName[],
  state: JsonObject,
  { syncMode = "incremental", ...options }: { syncMode?: string; minutes?: number; fetch?: Liar["fetch"] } =
    {},
): Promise<{ ran: Talk; state: JsonObject }> {
  const bindings = names.map(boundTo);
  const bound = bindings.map((one) => ({ ...one, resourceConfig: { ...one.resourceConfig, syncMode } }));
  const ran = await bounded([openOf(quick(simulator), bound, { state })], { simulator, ...options });
  const hooks = [...simulator.account.directory.webhooks.list()].map(({ token }) => token);
  assertSound(ran, { secrets: [simulator.credentials.token, ...hooks], bindings });
  return { ran, state: stateAfter(ran, state) };
}

/** What everything is like once it was read, with nothing gone wrong. */
const read = await (async () => {
  const { simulator, clock } = account();
  const { ran, state } = await run(simulator, streams, {});
  return { state, at: clock.now(), captured: new Collections().take(ran, streams, simulator) };
})();

/** What happens to an account before the lies begin. */
const changes: Record<string, (account: Account) => void> = {
  "a tag goes": (account) => account.deleteTag(first(account, "tags")),
  "a tag comes": (account) => void account.addTag(),
  "a user goes": (account) => account.deleteUser(first(account, "users")),
  "a user is renamed": (account) => account.editUser(first(account, "users"), { name: "Somebody else" }),
  "a webhook goes": (account) => account.deleteWebhook([...account.truth("webhooks").keys()][0] ?? ""),
  "a number and a team go": (account) => {
    account.deleteNumber(first(account, "numbers"));
    account.deleteTeam(first(account, "teams"));
  },
  "the company is renamed": (account) => account.renameCompany("Another"),
  "a contact changes": (account) => account.editContact(first(account, "contacts"), { last_name: "Changed" }),
  "all contacts change": (account) => {
    for (const [i, id] of [...account.truth("contacts").keys()].entries()) {
      account.editContact(Number(id), { last_name: "All", updated_at: account.now - 20 * i }, {
        touch: false,
      });
    }
  },
  "contacts come": (account) => {
    for (let i = 0; i < 105; i++) account.addContact({ updated_at: account.now - 20 * i });
  },
  "a call came": (account) => void account.startCall({ startedAt: account.now - 300, talk: 20 }),
};

function first(account: Account, name: StreamName): number {
  return Number([...account.truth(name).keys()][0]);
}

const course = fc.record({
  names: fc.oneof(
    { weight: 4, arbitrary: fc.subarray([...streams], { minLength: 1, maxLength: 2 }) },
    // those that have deletions, and cost little
    { weight: 4, arbitrary: fc.subarray(streams.filter((name) => !timelines.has(name)), { minLength: 2 }) },
    { weight: 1, arbitrary: fc.constant([...streams]) },
  ),
  fresh: fc.oneof(fc.constant(false), fc.boolean()),
  happens: fc.subarray(Object.keys(changes), { maxLength: 3 }),
  minutes: fc.option(fc.constantFrom(4, 12), { nil: undefined, freq: 3 }),
  lying,
});

Deno.test("whatever Aircall answers, no session hangs or breaks, nothing that lives is called gone, and once the answers are right again the collections are", async () => {
  let told = 0;
  await fc.assert(
    fc.asyncProperty(course, async ({ names, fresh, happens, minutes, lying }) => {
      const { simulator, clock } = account();
      clock.set(read.at + HOUR);
      for (const name of happens) changes[name]?.(simulator.account);
      await clock.sleep(60_000);
      const collections = new Collections(fresh ? undefined : read.captured);
      const liar = new Liar(simulator, lying);
      const begun = fresh ? {} : read.state;
      const lied = await run(simulator, names, begun, {
        fetch: liar.fetch,
        ...(minutes === undefined ? {} : { minutes }),
      });
      told += liar.told;
      collections.take(lied.ran, names, simulator);

      await clock.sleep(HOUR / 4);
      const quiet = await run(simulator, names, lied.state);
      collections.take(quiet.ran, names, simulator);
      for (const name of names) {
        const timeline = timelines.has(name);
        if (!timeline) assert(quiet.ran.code === 0 || !quiet.ran.last?.message.includes(`${name}: `));
        const wrong = collections.differences(name, simulator).filter(([key, line]) =>
          !timeline || (line.startsWith("missing") && !liar.hidden.has(`${name} ${key}`))
        );
        assertEquals(wrong, [], `${name}, in the next run`);
      }

      await clock.sleep(25 * HOUR);
      const whole = await run(simulator, names, quiet.state, { syncMode: "full_refresh" });
      collections.take(whole.ran, names, simulator);
      assertEquals(whole.ran.code, 0, whole.ran.last?.message);
      for (const name of names) {
        const wrong = collections.differences(name, simulator).filter(([key, line]) =>
          !(line.startsWith("one too many") && liar.invented.has(`${name} ${key}`))
        );
        assertEquals(wrong, [], `${name}, once everything was read again`);
      }
    }),
    inputs("bodies"),
  );
  assert(told > 0);
});
