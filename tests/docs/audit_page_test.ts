import { assertEquals, assertStringIncludes } from "@std/assert";
import { auditOutputs, withAuditOutputs } from "./audit_outputs.ts";
import { page } from "./blocks.ts";

Deno.test("what docs/audit.md shows of an audit is what the command prints, to the letter", async () => {
  const text = await page("docs/audit.md");
  const outputs = await auditOutputs();
  assertEquals(text, withAuditOutputs(text, outputs), "deno task docs writes it anew");
  for (const output of outputs.values()) assertStringIncludes(text, output);
});
