import { assertEquals, assertStringIncludes } from "@std/assert";
import { World } from "../support/world.ts";

Deno.test("a cursor that lies days ahead is said aloud, with the remedy, instead of nothing being read", async () => {
  for (const stream of ["calls", "contacts"] as const) {
    const world = new World({ bind: [stream], size: { calls: 60, contacts: 60 }, requestsPerMinute: 6000 });
    await world.publish();
    assertEquals(await world.runOnce(), 0);
    const ahead = Math.floor(world.clock.now() / 1000) + 10 * 86_400;
    Object.assign(world.runtime.state, { bindings: { [stream]: { cursor: ahead } } });
    const { message } = await world.runOnce().then(
      () => new Error("it ended with 0"),
      (error: Error) => error,
    );
    assertStringIncludes(message, stream);
    assertStringIncludes(message, "backfill counter");
  }
});
