// deno task sbom FILE...: prints the list of what is in these binaries, which has to be the same in all. See CONTRIBUTING.md.
// deno-lint-ignore-file no-console -- a task prints
import configuration from "../../deno.json" with { type: "json" };
import { readPayload } from "./payload.ts";
import { packagesIn, partsList } from "./sbom.ts";

async function main(paths: string[]): Promise<number> {
  const [first, ...others] = paths;
  if (first === undefined) {
    console.error("sbom: say which binaries: deno task sbom dist/source-aircall");
    return 2;
  }
  const read = async (path: string) => packagesIn(readPayload(await Deno.readFile(path)).files.keys());
  const packages = await read(first);
  for (const path of others) {
    const other = await read(path);
    if (other.join() !== packages.join()) {
      console.error(
        `sbom: ${path} has in it ${other.join(", ")}, but ${first} has ${packages.join(", ")}; ` +
          "they are not of one source",
      );
      return 1;
    }
  }
  const lock: unknown = JSON.parse(await Deno.readTextFile(new URL("../../deno.lock", import.meta.url)));
  const { version, license } = configuration;
  const runtime = { deno: Deno.version.deno, v8: Deno.version.v8 };
  console.log(
    JSON.stringify(partsList({ name: "source-aircall", version, license, runtime }, packages, lock), null, 2),
  );
  return 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
