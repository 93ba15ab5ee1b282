import { madeSpec } from "../../src/flow/made_spec.ts";
import { auditOutputs, withAuditOutputs } from "./audit_outputs.ts";
import { withOutputs } from "../local/store/page.ts";
import { outputs, page, pages, withBlocks } from "./blocks.ts";

// Writes the answer to `spec`, and the blocks of output anew: deno task docs
await Deno.writeTextFile(
  new URL("../../src/flow/spec.json", import.meta.url),
  `${JSON.stringify(madeSpec(), null, 2)}\n`,
);
const audit = await page("docs/audit.md");
await Deno.writeTextFile(
  new URL("../../docs/audit.md", import.meta.url),
  withAuditOutputs(audit, await auditOutputs()),
);
for (const name of pages) {
  const text = await page(name);
  await Deno.writeTextFile(new URL(`../../${name}`, import.meta.url), withBlocks(text, await outputs(text)));
}
const store = new URL("../../docs/store.md", import.meta.url);
await Deno.writeTextFile(store, await withOutputs(await Deno.readTextFile(store)));
