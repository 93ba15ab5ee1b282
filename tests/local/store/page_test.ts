import { assertEquals, assertGreater } from "@std/assert";
import { withOutputs } from "./page.ts";

Deno.test("what the page about stores shows of files, tables and queries is what they are", async () => {
  const text = await Deno.readTextFile(new URL("../../../docs/store.md", import.meta.url));
  assertGreater(text.match(/```sql/g)?.length ?? 0, 5);
  assertEquals(await withOutputs(text), text);
});
