import { assertGreaterOrEqual, assertThrows } from "@std/assert";
import { INPUTS, inputs } from "./inputs.ts";

Deno.test("the fuzz task takes 100,000 inputs at least", async () => {
  const { tasks } = JSON.parse(await Deno.readTextFile(new URL("../../deno.json", import.meta.url)));
  const [, times] = /FUZZ_INPUTS=(\d+) deno test .*tests\/fuzz\//.exec(tasks.fuzz.command) ?? [];
  const all = Object.values(INPUTS).reduce((sum, count) => sum + count, 0);
  assertGreaterOrEqual(all * Number(times), 100_000);
});

Deno.test("a number of inputs that is none is refused instead of taken for no inputs", () => {
  const before = Deno.env.get("FUZZ_INPUTS");
  try {
    for (const text of ["0", "-1", "1.5", "many"]) {
      Deno.env.set("FUZZ_INPUTS", text);
      assertThrows(() => inputs("bytes"), RangeError, text);
    }
  } finally {
    if (before === undefined) Deno.env.delete("FUZZ_INPUTS");
    else Deno.env.set("FUZZ_INPUTS", before);
  }
});
