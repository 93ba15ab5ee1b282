import { assertEquals } from "@std/assert";
import { table } from "../../src/local/table.ts";

Deno.test("a table's columns are as wide as their widest cell, numbers to the right", () => {
  assertEquals(
    table([{ heading: "stream" }, { heading: "n", align: "right" }, { heading: "end" }], [
      ["calls", "1,000", "yes"],
      ["user_availablity", "7", "no"],
    ]),
    [
      "stream                n  end",
      "calls             1,000  yes",
      "user_availablity      7  no",
    ],
  );
});
