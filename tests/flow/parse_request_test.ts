import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../src/flow/protocol_error.ts";
import { parseRequest } from "../../src/flow/requests.ts";

const read = (message: unknown) => parseRequest(JSON.stringify(message));

Deno.test("what a request leaves out, or says as null, has its default", () => {
  const binding = { collectionIndex: 0, backfill: 0, stateKey: "" };
  const range = { keyBegin: 0, keyEnd: 0 };
  const capture = { name: "", bindings: [], linkedCollections: [] };
  assertEquals<unknown>(read({ open: { capture: {} } }), { name: "open", body: { capture, range } });
  assertEquals<unknown>(
    read({ open: { capture: { name: null, bindings: [{}] }, range: { keyEnd: null } } }),
    {
      name: "open",
      body: { capture: { ...capture, bindings: [binding] }, range },
    },
  );
  assertEquals<unknown>(read({ validate: { bindings: [{ backfill: null, stateKey: null }] } }), {
    name: "validate",
    body: { bindings: [binding], linkedCollections: [] },
  });
  assertEquals<unknown>(read({ acknowledge: {} }), { name: "acknowledge", body: { checkpoints: 0 } });
});

Deno.test("an index, a counter and an end of a range are whole numbers from 0 on", () => {
  const wrong: unknown[] = [-1, 0.5, "1", true];
  for (const value of wrong) {
    const requests = [
      { validate: { bindings: [{ backfill: value }] } },
      { validate: { bindings: [{ collectionIndex: value }] } },
      { open: { capture: {}, range: { keyBegin: value } } },
      { open: { capture: {}, range: { keyEnd: value } } },
      { acknowledge: { checkpoints: value } },
    ];
    for (const request of requests) assertThrows(() => read(request), ProtocolError);
  }
  for (const checkpoints of [0, 1]) {
    assertEquals<unknown>(read({ acknowledge: { checkpoints } }).body, { checkpoints });
  }
  const zeros = { collectionIndex: 0, backfill: 0, stateKey: "" };
  assertEquals<unknown>(read({ validate: { bindings: [zeros], linkedCollections: [] } }).body, {
    bindings: [zeros],
    linkedCollections: [],
  });
  const range = { keyBegin: 0, keyEnd: 0 };
  assertEquals<unknown>(read({ open: { capture: { name: "" }, range } }).body, {
    capture: { name: "", bindings: [], linkedCollections: [] },
    range,
  });
});
