import { assert, assertRejects, assertStringIncludes } from "@std/assert";
import { World } from "../support/world.ts";

for (
  const [stream, path] of [["calls", "/v1/calls"], ["tags", "/v1/tags"], [
    "contacts",
    "/v1/contacts",
  ]] as const
) {
  Deno.test(`that the count and the rows of ${stream} do not agree is warned of before it is given up`, async () => {
    const world = new World({ bind: [stream], size: { calls: 60, contacts: 60 }, requestsPerMinute: 6000 });
    await world.publish();
    world.simulator.faults.add({ path, times: Infinity, kind: { total: 1 } });
    await assertRejects(() => world.runOnce());
    const [warned] = world.logs.filter(({ level }) => level === "warn");
    assert(warned, "nothing was warned of");
    assertStringIncludes(warned.message, stream);
    assertStringIncludes(warned.message, "read again in");
  });
}
