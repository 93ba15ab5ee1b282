import { assertEquals } from "@std/assert";
import { pinned } from "../support/venv.ts";

Deno.test("every line of PyAirbyte's requirements pins one package, PyAirbyte's own among them", async () => {
  const text = await Deno.readTextFile(new URL("pyairbyte/requirements.txt", import.meta.url));
  const pins = pinned(text);
  assertEquals(pins.size, text.trimEnd().split("\n").length);
  assertEquals([pins.has("airbyte"), pins.has("duckdb"), pins.has("setuptools")], [true, true, true]);
});
