import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { isObject, type JsonObject, locate } from "../../src/flow/runtime/json.ts";
import { streams } from "../../src/simulator/mod.ts";
import { mutations } from "../support/mutations.ts";
import { documents, openOf, stateAfter } from "../support/talk.ts";
import { bounded } from "./bounded.ts";
import { claimed } from "./claims.ts";
import { Collections } from "./collections.ts";
import { inputs } from "./inputs.ts";
import { moved } from "./moved.ts";
import { ownStates } from "./own_states.ts";
import { bindings, go, type Moment, moment, moments, quick } from "./moments.ts";
import { assertSound } from "./sound.ts";

const all = await moments();
const small = await moment("all of a small account is read", {}, { calls: 60, contacts: 5 });

/**
 * Runs with a state as it was spoiled, and again with what that leaves. What is refused is refused before anything is captured; what is taken captures all
 * rows that the state does not claim to have, deletes none that live, and leaves a state that is taken.
 *
 * @param stale rows whose content the state alone knows to be out of date
 */
async function assertRightOrRefused(
  moment: Moment,
  spoiled: unknown,
  { captured, stale = [] }: { captured: Collections; stale?: readonly string[] },
): Promise<void> {
  const { simulator } = moment;
  go(moment);
  const config = quick(simulator);
  const ran = await bounded([openOf(config, bindings, { state: spoiled })], { simulator });
  assertSound(ran, { secrets: [simulator.credentials.token], bindings });
  if (ran.out === "") {
    assertEquals(ran.code, 1);
    return;
  }
  const before: JsonObject = isObject(spoiled) && Object.hasOwn(spoiled, "sourceAircall") ? spoiled : {};
  const after = stateAfter(ran, isObject(spoiled) ? spoiled : {});
  const collections = new Collections(captured).take(ran, streams, simulator);
  for (const [i, name] of streams.entries()) {
    const gaps = locate(after, `/bindings/${name}/gaps`);
    const gap = isObject(gaps) && Object.keys(gaps).length > 0;
    const said = ran.code === 1 && ran.last?.message.includes(`${name}: `);
    if (gap) assert(said, `${name} has a gap, and the run said nothing of it`);
    if (said && !gap) continue; // it stopped, and the next run goes on
    const rows = moment.truth.get(name) ?? new Map();
    const lost = name === "calls" || name === "contacts" ? claimed(before, name, rows) : new Set();
    const missing = [...rows.keys()].filter((key) => !collections.of(name).has(key) && !lost.has(key));
    assertEquals(missing, [], `${name} lacks rows`);
    if (documents(ran, i).length === 0) continue; // what was captured before was compared before
    const wrong = collections.differences(name, simulator).filter(([key, line]) =>
      !line.startsWith("missing") && !stale.includes(key)
    );
    assertEquals(wrong, [], name);
  }
  const again = await bounded([openOf(config, bindings, { state: after })], { simulator });
  assertSound(again, { bindings });
  assert(again.out !== "", `the state that it left is refused: ${again.last?.message}`);
  collections.take(again, streams, simulator);
}

Deno.test("however the state that a run left is spoiled, it is refused with its cure, or nothing that it does not claim to have is missing", async () => {
  const spoilt = fc.constantFrom(...all).chain((moment) => {
    const once = mutations(moment.state);
    const seconds = [...moment.truth.get("calls")?.values() ?? []].map((row) => Number(row["started_at"]));
    const state = fc.oneof(
      { weight: 2, arbitrary: once },
      { weight: 2, arbitrary: moved(moment.state, seconds) },
      { weight: 1, arbitrary: once.chain((spoilt) => fc.oneof(mutations(spoilt), moved(spoilt, seconds))) },
    );
    return fc.record({ at: fc.constant(moment.name), state });
  });
  await fc.assert(
    fc.asyncProperty(spoilt, async ({ at, state }) => {
      const moment = all.find(({ name }) => name === at);
      assert(moment);
      const open = locate(moment.state, "/bindings/calls/open");
      const stale = isObject(open) ? Object.keys(open) : [];
      await assertRightOrRefused(moment, state, { captured: moment.captured, stale });
    }),
    inputs("spoiltState"),
  );
});

Deno.test("whatever JSON a state is, it is refused with its cure, or nothing that it does not claim to have is missing", async () => {
  const state = fc.oneof({ weight: 5, arbitrary: ownStates(small) }, {
    weight: 1,
    arbitrary: fc.jsonValue(),
  });
  await fc.assert(
    fc.asyncProperty(state, async (state) => {
      await assertRightOrRefused(small, state, { captured: new Collections() });
    }),
    inputs("anyState"),
  );
});
