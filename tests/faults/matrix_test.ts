import { assert, assertEquals } from "@std/assert";
import { plainFaults } from "../../src/simulator/mod.ts";

const matrix = await Deno.readTextFile(new URL("matrix.txt", import.meta.url));
const [, ...classes] = matrix.trim().split("\n\n");

/** A test file as it would be with each of its lists and calls begun on one line. */
async function read(file: string): Promise<string> {
  const text = await Deno.readTextFile(new URL(`../${file}`, import.meta.url));
  return text.replaceAll(/([[(])\s+/g, "$1");
}

for (const text of classes) {
  const [kind = "", ...lines] = text.split("\n");
  Deno.test(`each fault of the class "${kind}" has a test that proves what comes of it`, async () => {
    assert(lines.length > 4);
    for (const line of lines) {
      const [fault = "", file = "", name = "", row = ""] = line.trim().split(" | ");
      assert(fault && file && name, `no proof is given: ${line}`);
      const source = await read(file);
      const there = ['"', "`"].some((quote) => source.includes(`Deno.test(${quote}${name}${quote}, `));
      assert(there, `${fault}: ${file} has no test "${name}"`);
      assert(source.includes(row), `${fault}: ${file} has no row ${row}`);
    }
  });
}

Deno.test("the matrix has its classes, and no fault stands in one of them twice", () => {
  const kinds = classes.map((text) => text.slice(0, text.indexOf("\n")));
  assertEquals(kinds, [
    "status",
    "limit",
    "transport",
    "body",
    "paging",
    "time",
    "volume",
    "state",
    "process",
  ]);
  for (const text of classes) {
    const faults = text.split("\n").slice(1).map((line) => line.split(" | ")[0]?.trim());
    assertEquals(faults.length, new Set(faults).size, text);
  }
});

Deno.test("every fault that the simulator knows happens in a test of this folder", async () => {
  let text = "";
  for await (const { name } of Deno.readDir(new URL(".", import.meta.url))) {
    if (name.endsWith("_test.ts") && !import.meta.url.endsWith(name)) text += await read(`faults/${name}`);
  }
  for (const kind of Object.keys(plainFaults)) {
    // as the last of a table's row, or in a rule
    assert(
      new RegExp(`, "${kind}"[,\\]]|kind: "${kind}"|spoil\\(simulator, "${kind}"`).test(text),
      `"${kind}" never happens`,
    );
  }
  for (const kind of ["{ drip: ", "{ total: ", "{ status: "]) {
    assert(text.includes(kind), `${kind} never happens`);
  }
});
