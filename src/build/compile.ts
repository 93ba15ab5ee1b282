// deno task compile: makes the binaries. See CONTRIBUTING.md.
// deno-lint-ignore-file no-console -- a task prints
import { fileURLToPath } from "node:url";
import { parseArgs } from "@std/cli";
import configuration from "../../deno.json" with { type: "json" };
import { binaries, type Binary, fileName, targets, V8_FLAGS } from "./binaries.ts";
import { cache } from "./cache.ts";
import { wrongWith } from "./inspect.ts";
import { link, LinkError } from "./link.ts";
import { PayloadError, readPayload } from "./payload.ts";
import { permissionFlags, permissionSet } from "./permissions.ts";
import { givenRuntime, originOf } from "./runtimes.ts";
import { answersSpec } from "./smoke.ts";

// as this system writes paths: the path of a URL would begin with a slash on Windows
const ROOT = fileURLToPath(new URL("../..", import.meta.url)).replace(/[\\/]$/, "");

/** What is asked for. */
interface Wanted {
  binary: Binary;
  target: string;
  output: string;
  /** Whether only what can be checked without a runtime is asked for. */
  check: boolean;
}

async function main(args: string[]): Promise<number> {
  const { image, all, check, output, target = Deno.build.target } = parseArgs(args, {
    string: ["output", "target"],
    boolean: ["image", "all", "check"],
  });
  const kinds = check ? [binaries.image, binaries.cli] : [image ? binaries.image : binaries.cli];
  const systems = all ? Object.keys(targets) : [target];
  if (systems.some((system) => !Object.hasOwn(targets, system))) {
    console.error(`compile: there is no release for ${target}; known are ${Object.keys(targets).join(", ")}`);
    return 2;
  }
  let failed = 0;
  for (const binary of kinds) {
    for (const system of systems) {
      const name = all ? `source-aircall-${targets[system]?.suffix}` : "source-aircall";
      const folder = binary.permissions === "image" ? "dist/image" : "dist";
      const path = fileName(output ?? `${ROOT}/${folder}/${name}`, system);
      const wanted = { binary, target: system, output: path, check };
      try {
        failed += await (check ? checked(wanted) : linked(wanted)) ? 0 : 1;
      } catch (error) {
        if (!(error instanceof LinkError || error instanceof PayloadError)) throw error;
        console.error(`compile: ${wanted.output}: ${error.message}`);
        failed++;
      }
    }
  }
  return failed === 0 ? 0 : 1;
}

/** Links a binary, looks into it and, where it is for this machine, runs it. */
async function linked(wanted: Wanted): Promise<boolean> {
  const { binary, target, output } = wanted;
  const foreign = target !== Deno.build.target;
  await link({
    root: ROOT,
    binary,
    permissions: permissionSet(configuration, binary.permissions),
    target,
    output,
    without: (await cache()).sources,
    runtime: givenRuntime(target, Deno.env.get("DENORT_BIN")),
  });
  if (!await sound(wanted)) return false;
  if (foreign) {
    console.log(`${output}: linked and looked into, not run: it is for ${target}`);
    return true;
  }
  const wrong = await answersSpec(output);
  if (wrong === undefined) {
    console.log(`${output}: answers spec`);
    return true;
  }
  console.error(
    `compile: ${output} was linked, but does not answer spec: ${wrong}. Is what DENORT_BIN names a denort? ` +
      `A whole deno links as well, but does not run what is embedded`,
  );
  return false;
}

/**
 * Checks all that can be without a runtime: what is linked is looked into, whatever it was linked with, and the same entry point is run
 * by Deno with exactly the permissions that are in it.
 */
async function checked(wanted: Wanted): Promise<boolean> {
  const { binary, target } = wanted;
  const permissions = permissionSet(configuration, binary.permissions);
  const { folder: downloads, sources } = await cache();
  const given = Deno.env.get("DENORT_BIN");
  const origin = await originOf(target, {
    given,
    folder: downloads,
    version: Deno.version.deno,
  });
  const folder = await Deno.makeTempDir({ prefix: "compiled_" });
  try {
    const output = fileName(`${folder}/source-aircall`, target);
    // any program will do to look at what is embedded
    const any = origin === "to be downloaded" ? Deno.execPath() : undefined;
    const runtime = any ?? givenRuntime(target, given);
    await link({ root: ROOT, binary, permissions, target, output, without: sources, runtime });
    if (!await sound({ ...wanted, output })) return false;
    const args = ["run", "-q", `--v8-flags=${V8_FLAGS.join(",")}`, ...permissionFlags(permissions)];
    const wrong = any === undefined ? await answersSpec(output) : await answersSpec(Deno.execPath(), [
      ...args,
      "--config",
      `${ROOT}/deno.json`,
      `${ROOT}/${binary.entry}`,
    ]);
    if (wrong !== undefined) {
      console.error(`compile: ${binary.entry} does not answer spec with these permissions: ${wrong}`);
      return false;
    }
    console.log(
      any === undefined
        ? `${binary.permissions}: the binary answers spec`
        : `${binary.permissions}: ${binary.entry} answers spec with these permissions; the binary itself was not run, ` +
          `since there is no denort here (DENORT_BIN is not set, and none is cached)`,
    );
    return true;
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Looks into what was linked, and says what is in it. */
async function sound({ binary, output }: Wanted): Promise<boolean> {
  const payload = readPayload(await Deno.readFile(output));
  const wrong = wrongWith(payload, binary, permissionSet(configuration, binary.permissions));
  for (const what of wrong) console.error(`compile: ${output}: ${what}`);
  const megabytes = (payload.size / 1e6).toFixed(1);
  const may = Object.entries(payload.allowed).map(([kind, what]) =>
    `${kind} ${what.join(" ") || "everything"}`
  );
  console.log(
    `${binary.permissions}: ${payload.files.size} files, ${megabytes} MB beside the runtime; may: ${
      may.join(", ")
    }`,
  );
  return wrong.length === 0;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
