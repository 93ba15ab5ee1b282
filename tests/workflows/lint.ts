// deno task lint:workflows: lints .github and .ci with actionlint, shellcheck and zizmor, of pinned versions, which it installs into a
// folder of the user's cache. What cannot be had on this machine (without Go or pip, or without a network) is left out, and that is said;
// with --required it is a failure. With GH_TOKEN zizmor looks the pinned commits up as well.
// deno-lint-ignore-file no-console -- a task prints
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const REQUIREMENTS = fileURLToPath(new URL("requirements.txt", import.meta.url));
const ACTIONLINT = "github.com/rhysd/actionlint/cmd/actionlint@v1.7.12";

/** The end of a program; undefined where there is no such program. */
async function run(command: string, args: string[], env: Record<string, string> = {}) {
  try {
    const { code, stdout, stderr } = await new Deno.Command(command, { args, env, cwd: ROOT, stdin: "null" })
      .output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, said: `${text(stdout)}${text(stderr)}`.trim() };
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await Deno.stat(path);
    return true;
  } catch {
    return false;
  }
}

/** Where linters are kept from one run to the next. */
function cacheFolder(): string {
  const { XDG_CACHE_HOME, HOME = "/tmp" } = Deno.env.toObject();
  return `${XDG_CACHE_HOME || `${HOME}/.cache`}/source-aircall/linters`;
}

/**
 * A folder with what one installer puts there, whole or not at all: it is given its name when the installer has ended well.
 *
 * @param pinned what is installed; another has another folder
 * @returns undefined where it cannot be installed; why is printed
 */
async function installed(
  pinned: string,
  name: string,
  install: (folder: string) => ReturnType<typeof run>,
): Promise<string | undefined> {
  const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(pinned));
  const short = Array.from(new Uint8Array(hash).slice(0, 6), (byte) => byte.toString(16).padStart(2, "0"));
  const folder = `${cacheFolder()}/${name}-${Deno.build.target}-${short.join("")}`;
  if (await exists(folder)) return folder;
  await Deno.mkdir(cacheFolder(), { recursive: true });
  const unfinished = await Deno.makeTempDir({ dir: cacheFolder(), prefix: "unfinished_" });
  try {
    const end = await install(unfinished);
    if (end?.code === 0) {
      await Deno.rename(unfinished, folder);
      return folder;
    }
    const why = end ? end.said.split("\n").at(-1) : "there is no installer here";
    console.log(`not run: ${name}, since it cannot be installed: ${why}`);
    return undefined;
  } finally {
    if (await exists(unfinished)) await Deno.remove(unfinished, { recursive: true });
  }
}

/** Files of a folder, from the root. */
async function files(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(`${ROOT}${folder}`));
  return entries.filter(({ isFile }) => isFile).map(({ name }) => `${folder}/${name}`).toSorted();
}

async function main(args: string[]): Promise<number> {
  const required = args.includes("--required");
  const python = await installed(
    await Deno.readTextFile(REQUIREMENTS),
    "zizmor and shellcheck",
    // the wheels hold the programs: nothing is built, and nothing else is loaded
    async (folder) =>
      await run("python3", [
        ..."-m pip install -q --disable-pip-version-check --no-deps --only-binary=:all: --require-hashes"
          .split(
            " ",
          ),
        `--target=${folder}`,
        `--requirement=${REQUIREMENTS}`,
      ], { PIP_ROOT_USER_ACTION: "ignore" }),
  );
  // checked against Go's own database of checksums
  const go = await installed(
    ACTIONLINT,
    "actionlint",
    async (folder) => await run("go", ["install", ACTIONLINT], { GOBIN: folder, GOFLAGS: "-buildvcs=false" }),
  );
  let failed = 0;
  const lint = async (name: string, command: string, args: string[]) => {
    const end = await run(command, args);
    const fine = end?.code === 0;
    console.log(fine ? `${name}: nothing to say` : `${name}:\n${end?.said ?? `${command} is not there`}`);
    if (!fine) failed++;
  };
  const shellcheck = python === undefined ? "" : `${python}/bin/shellcheck`;
  if (go !== undefined) {
    const workflows = await files(".github/workflows");
    await lint("actionlint", `${go}/actionlint`, [
      "-no-color",
      `-shellcheck=${shellcheck}`,
      "-pyflakes=",
      ...workflows,
    ]);
  }
  if (python !== undefined) {
    await lint("shellcheck", shellcheck, ["--color=never", ...await files(".ci")]);
    const online = Deno.env.get("GH_TOKEN") ? [] : ["--offline"];
    await lint("zizmor", `${python}/bin/zizmor`, [
      ..."--no-progress --color=never --persona=pedantic --strict-collection".split(" "),
      ...online,
      ".github",
    ]);
  }
  if (required && (go === undefined || python === undefined)) failed++;
  return failed === 0 ? 0 : 1;
}

if (import.meta.main) Deno.exit(await main(Deno.args));
