import { streams } from "../../src/aircall/streams/mod.ts";
import { runAudit } from "../../src/local/audit/run.ts";
import { AuditedAccount } from "../local/audit/audited.ts";

/** `<!-- output: audit whole -->`, then a fenced block. */
const BLOCK = /(<!-- output: audit (\w+) -->\n+```text\n)([\s\S]*?)(```)/g;

/** What `audit` prints of a store that is whole, and of the same one once it is not: of an invented account, at an invented time. */
export async function auditOutputs(): Promise<Map<string, string>> {
  const account = new AuditedAccount({
    size: { calls: 20_000 },
    requestsPerMinute: 120,
    start: "2026-01-01T00:00:00Z",
  });
  await account.sync();
  const whole = await printed(account);
  const calls = account.store.table("calls");
  for (const place of [7_000, 7_001, 15_000]) calls.delete([...calls.keys()][place] ?? "");
  const [contact] = [...account.store.table("contacts").keys()].slice(2_000);
  account.simulator.account.deleteContact(Number(contact));
  return new Map([["whole", whole], ["differing", await printed(account)]]);
}

async function printed(account: AuditedAccount): Promise<string> {
  let text = "";
  await runAudit({
    ...{
      input: account.configuration,
      outside: account.outside,
      path: "aircall.sqlite",
      streams,
      named: false,
    },
    lookAt: account.store.lookAt,
    ...{ depth: "months", version: "", json: false, progress: () => {} },
    print: (line) => void (text += `${line}\n`),
  });
  return text;
}

/** A page with these blocks made anew. */
export function withAuditOutputs(text: string, outputs: ReadonlyMap<string, string>): string {
  return text.replaceAll(BLOCK, (_, head, name, _old, foot) => `${head}${outputs.get(name) ?? ""}${foot}`);
}
