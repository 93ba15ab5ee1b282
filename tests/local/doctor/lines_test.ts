import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import type { Finding } from "../../../src/local/doctor/finding.ts";
import { asJson, findingLines, verdictLines } from "../../../src/local/doctor/lines.ts";
import { wrapped } from "../../../src/local/wrapped.ts";

const finding: Finding = {
  check: "webhooks",
  mark: "failed",
  found: "refused (403), though the credentials are taken",
  advice: "Ask Aircall's support, or leave the stream out",
  figures: { readable: false },
};

Deno.test("a finding stands on one line, with what to do under it", () => {
  assertEquals(findingLines(finding, { columns: 80, colors: false }), [
    "failed   webhooks          refused (403), though the credentials are taken",
    "                           → Ask Aircall's support, or leave the stream out.",
  ]);
});

Deno.test("in a narrow window it stands under the name of its check", () => {
  assertEquals(findingLines(finding, { columns: 40, colors: false }), [
    "failed   webhooks",
    "  refused (403), though the credentials",
    "  are taken",
    "  → Ask Aircall's support, or leave the",
    "  stream out.",
  ]);
});

Deno.test("colours say nothing that no word says", () => {
  const [line = ""] = findingLines(finding, { columns: 80, colors: true });
  assert(line.startsWith("\x1b[31mfailed\x1b[0m   webhooks"));
  const plain = line.replaceAll("\x1b[31m", "").replaceAll("\x1b[0m", "");
  assertEquals(plain, findingLines(finding, { columns: 80, colors: false })[0]);
});

Deno.test("the verdict says how many requests it took, and how many were refused", () => {
  const look = { columns: 80, colors: false };
  assertEquals(verdictLines({ code: 0, said: "All is well", requests: 1, refused429: 0 }, look), [
    "",
    "ok       All is well. It took 1 request.",
  ]);
  assertEquals(
    verdictLines({ code: 1, said: "Not so", requests: 12, refused429: 2 }, look)[1],
    "failed   Not so. It took 12 requests, 2 of them answered with 429.",
  );
});

Deno.test("for machines all of it is one object on one line, with the figures of each check", () => {
  const text = asJson([finding], { code: 1, said: "Not so", requests: 12, refused429: 0 });
  assertEquals(JSON.parse(text), {
    ok: false,
    code: 1,
    said: "Not so",
    requests: 12,
    refused429: 0,
    findings: [{
      check: "webhooks",
      mark: "failed",
      found: finding.found,
      advice: finding.advice,
      readable: false,
    }],
  });
  assert(!text.includes("\n"));
});

Deno.test("wrapped lines hold every word in its order, and none is wider than the window", () => {
  const words = fc.array(fc.stringMatching(/^[a-z]{1,30}$/), { minLength: 1, maxLength: 40 });
  fc.assert(fc.property(words, fc.integer({ min: 5, max: 100 }), (words, columns) => {
    const lines = wrapped(words.join(" "), columns);
    assert(lines.every((line) => line.length <= columns));
    assertEquals(lines.join("").replaceAll(" ", ""), words.join(""));
  }));
});
