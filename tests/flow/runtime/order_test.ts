import { assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../../../src/flow/runtime/mod.ts";
import { Order } from "../../../src/flow/runtime/order.ts";

function after(...kinds: Parameters<Order["accept"]>[0][]): Order {
  const order = new Order();
  for (const kind of kinds) order.accept(kind);
  return order;
}

Deno.test("nothing comes before opened, and the end does not either", () => {
  for (const kind of ["captured", "sourcedSchema", "checkpoint", "applied"] as const) {
    assertThrows(() => after(kind), ProtocolError, `opened must be the first answer to open, not ${kind}`);
  }
  assertThrows(() => after().end(), ProtocolError, "ended without opened");
  after("opened").end();
});

Deno.test("documents and schemas are pending until a checkpoint, and the end may not come before it", () => {
  const order = after("opened", "captured", "sourcedSchema", "captured");
  assertEquals(order.pending, 3);
  assertThrows(() => order.end(), ProtocolError, "3 messages since the last one");
  order.accept("checkpoint");
  assertEquals(order.pending, 0);
  order.end();
});

Deno.test("after opened nothing comes but documents, schemas and checkpoints", () => {
  for (const kind of ["opened", "applied", "spec"] as const) {
    assertThrows(() => after("opened", kind), ProtocolError, `not ${kind}`);
  }
});
