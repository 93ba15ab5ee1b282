import { assertEquals, assertThrows } from "@std/assert";
import { faultIn } from "../../src/capture/fits.ts";
import { object, optional, text, whole } from "../../src/capture/shape.ts";
import type { Stream } from "../../src/capture/stream.ts";
import { StateError } from "../../src/aircall/errors.ts";
import { checkpoint, type Keyed, openState } from "../../src/flow/state.ts";

const stream: Stream = {
  name: "things",
  key: ["/id"],
  endpoint: { path: "/v1/things", envelope: "things" },
  document: object({ id: whole() }),
  stateFault: (state) =>
    faultIn(object({ at: optional(whole()), deep: optional(object({ rows: text })) }), state),
  tasks: () => [],
};
const keyed = (stateKey: string, backfill = 0): Keyed => ({ stateKey, stream, backfill });
const ours = { sourceAircall: { version: 1 } };

/** What is opened for two bindings. */
function opened(state: unknown, bindings = [keyed("a"), keyed("b")]) {
  const { bindings: states, replaced } = openState(state, bindings);
  return { states: Object.fromEntries(states), replaced };
}

/** Why a state is refused. */
const refused = (state: unknown, bindings = [keyed("a"), keyed("b")]) =>
  assertThrows(() => openState(state, bindings), StateError).message;

const FOREIGN =
  "The capture's state was written by another connector; it is not used, and everything is read from the beginning.";
const CURE =
  'To begin anew, raise the "backfill" counter of every binding; its collection is then filled again from the beginning.';
const ONE_CURE =
  'To begin anew, raise the binding\'s "backfill" counter; its collection is then filled again from the beginning.';

Deno.test("no state is a beginning, and one that is not ours is a beginning that is told of", () => {
  const beginning = { a: {}, b: {} };
  for (const none of [undefined, null, {}]) {
    assertEquals(opened(none), { states: beginning, replaced: undefined });
  }
  for (const foreign of ["text", 5, [], [1], true, { bindings: { a: { at: 5 } } }, { sourceaircall: {} }]) {
    assertEquals(opened(foreign), { states: beginning, replaced: FOREIGN });
  }
});

Deno.test("each binding gets what is under its own key, and nothing where there is nothing", () => {
  const bindings = { a: { at: 5, more: [1] }, c: { at: "no" } };
  assertEquals(opened({ ...ours, bindings }), { states: { a: bindings.a, b: {} }, replaced: undefined });
  assertEquals(opened({ ...ours, bindings }, [keyed("toString")]).states, { toString: {} });
  for (const none of [{}, { bindings: null }, { bindings: {} }]) {
    assertEquals(opened({ ...ours, ...none }), { states: { a: {}, b: {} }, replaced: undefined });
  }
});

Deno.test("a state without a version is corrupt, one of a newer version is told from it, and both name the cure", () => {
  for (const marker of [{}, null, 1, { version: "1" }, { version: 0 }, { version: 1.5 }]) {
    assertEquals(
      refused({ sourceAircall: marker }),
      `The state's "sourceAircall" is corrupt: it names no version. ${CURE}`,
    );
  }
  assertEquals(
    refused({ sourceAircall: { version: 2 }, bindings: 5 }),
    "The state was written by a newer version of this connector (state version 2, this one knows 1). " +
      `Run that version again. ${CURE}`,
  );
  for (const bindings of [[], "text", 5]) {
    assertEquals(
      refused({ ...ours, bindings }),
      `The state's "bindings" are corrupt: they are no JSON object. ${CURE}`,
    );
  }
});

Deno.test("a state that cannot be used is replaced once every binding was asked to begin anew under a key of its own", () => {
  const newer = { sourceAircall: { version: 2 }, bindings: { a: {} } };
  const anew = [keyed("a.v1", 1), keyed("b.v3", 3)];
  assertEquals(opened(newer, anew), {
    states: { "a.v1": {}, "b.v3": {} },
    replaced:
      "The state was written by a newer version of this connector (state version 2, this one knows 1). " +
      "Run that version again. Every binding was asked to begin anew, so it is replaced.",
  });
  assertEquals(opened({ ...newer, bindings: 5 }, anew).states, { "a.v1": {}, "b.v3": {} });
  for (
    const bindings of [[], [keyed("b")], [keyed("b.v1", 1), keyed("c")], [keyed("b.v1", 1), keyed("a", 1)]]
  ) {
    assertEquals(refused(newer, bindings).endsWith(CURE), true);
  }
});

Deno.test("a binding's state that is not what was written is named with the place, and so is its cure", () => {
  const of = (a: unknown) => refused({ ...ours, bindings: { a } });
  for (const none of [null, 5, "text", []]) {
    assertEquals(of(none), `The state of binding "a" is corrupt: it is no object. ${ONE_CURE}`);
  }
  assertEquals(
    of({ at: "5" }),
    `The state of binding "a" is corrupt: "at" is not right: expected number, received string. ${ONE_CURE}`,
  );
  assertEquals(of({ deep: {} }), `The state of binding "a" is corrupt: "deep/rows" is missing. ${ONE_CURE}`);
});

Deno.test("a checkpoint patches one binding, or replaces the whole", () => {
  const updated = { sourceAircall: { version: 1 }, bindings: { a: { at: 5, gone: null } } };
  const patch = { at: 5, gone: null };
  assertEquals(checkpoint("a", patch, false), { checkpoint: { state: { updated, mergePatch: true } } });
  assertEquals(checkpoint("a", patch, true), { checkpoint: { state: { updated, mergePatch: false } } });
});
