/** A virtual environment that is ready. */
export interface Environment {
  folder: string;
  /** The version of its Python. */
  python: string;
  /** What is installed, by name. */
  versions: ReadonlyMap<string, string>;
}

/** The variables of a peer's process: what is compiled is kept outside of this checkout, and nothing slows Python down. */
export function variables({ folder }: Environment): Record<string, string> {
  return { PYTHONPYCACHEPREFIX: `${folder}/compiled`, PYTHONDONTWRITEBYTECODE: "", PYTHONUNBUFFERED: "" };
}

/** What a virtual environment is to hold. */
export interface Wanted {
  name: string;
  /** A file that pins each package, the dependencies' dependencies too. */
  requirements: string;
  /** Minor versions of Python that it runs on, the best first. */
  pythons: readonly string[];
}

/** A peer cannot be installed here; the message says what was tried and why it did not do. */
export class NotInstalled extends Error {
  override name = "NotInstalled";
}

/**
 * Makes a virtual environment, or takes the one that was made of the same pins before: under the user's cache folder,
 * one for each set of pins, so that the peers' dependencies cannot fight.
 *
 * @throws {NotInstalled}
 */
export async function environment({ name, requirements, pythons }: Wanted): Promise<Environment> {
  const pins = await Deno.readTextFile(requirements);
  const { command, version } = await pythonOf(name, pythons);
  const folder = `${cacheFolder()}/${name}-${version}-${await digestOf(pins)}`;
  const made: Environment = { folder, python: version, versions: pinned(pins) };
  const ready = `${folder}/ready`;
  if (await exists(ready)) return made;
  await Deno.remove(folder, { recursive: true }).catch(() => {});
  await Deno.mkdir(folder, { recursive: true });
  await succeeds(name, command, ["-m", "venv", folder]);
  const install = ["-m", "pip", "install", "--quiet", "--no-input", "--no-deps", "-r", requirements];
  await succeeds(name, `${folder}/bin/python`, install);
  await Deno.writeTextFile(ready, "");
  return made;
}

/** The packages of a requirements file: `aiohttp==3.14.5`. */
export function pinned(text: string): Map<string, string> {
  return new Map(
    [...text.matchAll(/^([\w.-]+)==(\S+)/gm)].map(([, name = "", version = ""]) => [normal(name), version]),
  );
}

/** Names are the same whatever joins their words. */
function normal(name: string): string {
  return name.toLowerCase().replaceAll(/[-_.]+/g, "-");
}

/** A Python of one of these minor versions: from the path, else one that pyenv keeps. */
async function pythonOf(
  name: string,
  minors: readonly string[],
): Promise<{ command: string; version: string }> {
  for (const minor of minors) {
    for (const command of [`python${minor}`, "python3", ...await kept(minor)]) {
      const version = await versionOf(command);
      if (version?.startsWith(`${minor}.`)) return { command, version };
    }
  }
  throw new NotInstalled(`${name} wants Python ${minors.join(" or ")}, and none of them is here`);
}

async function kept(minor: string): Promise<string[]> {
  const folder = `${Deno.env.get("PYENV_ROOT") ?? `${Deno.env.get("HOME")}/.pyenv`}/versions`;
  try {
    const found = (await Array.fromAsync(Deno.readDir(folder))).map((entry) => entry.name);
    return found.filter((one) => one.startsWith(`${minor}.`)).map((one) => `${folder}/${one}/bin/python3`);
  } catch {
    return [];
  }
}

async function versionOf(command: string): Promise<string | undefined> {
  try {
    const { code, stdout } = await new Deno.Command(command, { args: ["--version"] }).output();
    return code === 0 ? /^Python (\d+\.\d+\.\d+)/.exec(new TextDecoder().decode(stdout))?.[1] : undefined;
  } catch {
    return undefined;
  }
}

async function succeeds(name: string, command: string, args: string[]): Promise<void> {
  const { code, stderr } = await new Deno.Command(command, { args, stdout: "null" }).output();
  if (code === 0) return;
  const said = new TextDecoder().decode(stderr).trim().split("\n").slice(-5).join("\n");
  throw new NotInstalled(`${name}: ${[command, ...args].join(" ")} ended with exit code ${code}: ${said}`);
}

function cacheFolder(): string {
  const cache = Deno.env.get("XDG_CACHE_HOME") ?? `${Deno.env.get("HOME") ?? "/tmp"}/.cache`;
  return `${cache}/source-aircall-bench`;
}

async function digestOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return new Uint8Array(digest).toHex().slice(0, 12);
}

async function exists(path: string): Promise<boolean> {
  return await Deno.stat(path).then(() => true, () => false);
}
