// deno task coverage: whether the tests that ran last with counting have run enough of these rooms. Exit code 1 where they have not.
import { filesUnder } from "../mutation/tree.ts";
import { readLcov } from "./lcov.ts";
import { isEnough, judged, table } from "./rooms.ts";

const ROOMS = ["capture", "http", "flow"];
const ROOT = new URL("../../", import.meta.url).pathname.replace(/\/$/, "");

function say(text: string): void {
  const bytes = new TextEncoder().encode(`${text}\n`);
  for (let from = 0; from < bytes.length;) from += Deno.stdout.writeSync(bytes.subarray(from));
}

const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
  args: ["coverage", "--lcov", `--include=/src/(${ROOMS.join("|")})/`, Deno.args[0] ?? "coverage"],
  cwd: ROOT,
  env: { NO_COLOR: "1" },
}).output();
if (code !== 0) {
  say(
    `No coverage can be read; deno task coverage writes it. ${
      new TextDecoder().decode(stderr).split("\n")[0]
    }`,
  );
  Deno.exit(1);
}
const sources = new Map<string, string>();
for (const room of ROOMS) {
  for (const file of await filesUnder(ROOT, `src/${room}`)) {
    if (file.endsWith(".ts")) sources.set(file, await Deno.readTextFile(`${ROOT}/${file}`));
  }
}
const result = judged(ROOMS, sources, readLcov(new TextDecoder().decode(stdout)));
for (const line of table(result)) say(line);
Deno.exitCode = result.rooms.every(isEnough) ? 0 : 1;
