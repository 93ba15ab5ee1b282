import { assert, assertEquals } from "@std/assert";
import { isObject, type JsonObject } from "../../../src/flow/runtime/json.ts";
import {
  type BindingSpec,
  type CaptureSpec,
  Requests,
  wholeRange,
} from "../../../src/flow/runtime/requests.ts";
import { stateKey } from "../../../src/flow/runtime/state_key.ts";
import { type Variant, variants } from "../../../src/flow/runtime/variants.ts";

const binding = (stream: string, backfill = 0): BindingSpec => ({
  resourceConfig: { stream, empty: "" },
  resourcePath: [stream],
  collection: { name: `acmeCo/${stream}`, writeSchema: { type: "object", required: [] }, key: ["/id"] },
  backfill,
  stateKey: stateKey([stream], backfill),
});

const capture: CaptureSpec = {
  name: "acmeCo/source",
  config: { token: "hush", zero: 0 },
  bindings: [binding("calls"), binding("tags", 1)],
  inactiveBindings: [binding("teams")],
  version: "00:00:00:02",
};

/** The body of a request that has exactly one variant, whatever the platform adds for itself. */
function body(request: JsonObject, kind: string): JsonObject {
  assertEquals(Object.keys(request).filter((key) => key !== "$internal"), [kind]);
  const found = request[kind];
  assert(isObject(found));
  return found;
}

function inner(parent: JsonObject, name: string): JsonObject {
  const found = parent[name];
  assert(isObject(found), name);
  return found;
}

function list(parent: JsonObject, name: string): JsonObject[] {
  const found = parent[name];
  assert(Array.isArray(found), name);
  return found.filter(isObject);
}

const open = (variant: Variant) => body(new Requests(variant).open(capture, { a: 0 }, wholeRange), "open");
const validate = (variant: Variant) => body(new Requests(variant).validate(capture, capture), "validate");

Deno.test("every form carries the same configuration, resources, state and state keys", () => {
  for (const variant of variants) {
    const { state, ...rest } = open(variant);
    const opened = inner(rest, "capture");
    assertEquals(state, { a: 0 });
    assertEquals(opened.config, capture.config);
    assertEquals(list(opened, "bindings").map(({ resourceConfig }) => resourceConfig), [
      { stream: "calls", empty: "" },
      { stream: "tags", empty: "" },
    ]);
    assertEquals(list(opened, "bindings").map(({ stateKey }) => stateKey), ["calls", "tags.v1"]);
    assertEquals(list(opened, "inactiveBindings").map(({ stateKey }) => stateKey), ["teams"]);
  }
});

Deno.test("the full form says its defaults, the sparse one leaves them out", () => {
  assertEquals(inner(open("full"), "range"), {
    keyBegin: 0,
    keyEnd: 4294967295,
    rClockBegin: 0,
    rClockEnd: 4294967295,
  });
  assertEquals(inner(open("sparse"), "range"), { keyEnd: 4294967295, rClockEnd: 4294967295 });
  assertEquals(list(validate("full"), "bindings").map(({ backfill }) => backfill), [0, 1]);
  assertEquals(list(validate("sparse"), "bindings").map(({ backfill }) => backfill), [undefined, 1]);
  assertEquals(validate("sparse").connectorType, undefined);
});

Deno.test("linked collections stand once, and an index of 0 is left out", () => {
  for (const holder of [validate("linked"), inner(open("linked"), "capture")]) {
    const linked = list(holder, "linkedCollections");
    const indices = list(holder, "bindings").map((found) => {
      assertEquals(found.collection, undefined);
      return found.collectionIndex === undefined ? 0 : Number(found.collectionIndex);
    });
    assertEquals(indices.map((index) => linked[index]?.name), ["acmeCo/calls", "acmeCo/tags"]);
  }
  const [teams] = list(inner(open("linked"), "capture"), "inactiveBindings");
  assertEquals(teams?.collectionIndex, undefined);
  assertEquals(list(inner(open("linked"), "capture"), "linkedCollections")[0]?.name, "acmeCo/teams");
  const only = body(
    new Requests("linked").validate({ ...capture, bindings: [binding("calls")] }, undefined),
    "validate",
  );
  assertEquals(list(only, "bindings")[0]?.collectionIndex, undefined);
});

Deno.test("the extra form brings what is to be ignored", () => {
  assert("$internal" in new Requests("extra").open(capture, {}, wholeRange));
  for (
    const holder of [open("extra"), inner(open("extra"), "capture"), ...list(validate("extra"), "bindings")]
  ) {
    for (const name of ["secrets", "createdAt", "sealedConfig", "redactSalt", "notInventedYet"]) {
      assert(name in holder);
    }
  }
});

Deno.test("the last publication keeps its configuration sealed and wrapped", () => {
  for (const variant of variants) {
    const last = inner(validate(variant), "lastCapture");
    assertEquals(Object.keys(inner(last, "config")), ["image", "config"]);
    assert(!JSON.stringify(last).includes("hush"), "a secret in the clear");
  }
  assertEquals(new Requests("full").apply(capture, undefined).lastCapture, undefined);
});

Deno.test("stateKey joins the path, encodes what is special, and adds the backfill counter", () => {
  assertEquals(stateKey(["table"], 0), "table");
  assertEquals(stateKey(["public", "table"], 1), "public%2Ftable.v1");
  assertEquals(stateKey(["a/b", "c d"], 0), "a%2Fb%2Fc%20d");
  assertEquals(stateKey(["Zoë-_+.=9", "電話"], 12), "Zoë-_+.=9%2F電話.v12");
  assertEquals(stateKey(["~!☎"], 0), "%7E%21%E2%98%8E");
});
