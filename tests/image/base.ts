import { cache } from "../../src/build/cache.ts";
import { originOf } from "../../src/build/runtimes.ts";
import { buildah } from "./buildah.ts";
import { command } from "./command.ts";
import { makeStandIn } from "./stand_in.ts";

/** What stands in for the base image that the Dockerfile names, where no registry of images can be reached. */
export interface Base {
  image: string;
  /** The folder of what stands in for the runtime; undefined where this machine has the real one. */
  standIn: string | undefined;
}

/** Folders that a package system leaves behind, and that a build has no use for. */
const DEBIAN = "localhost/source-aircall-debian";

/**
 * Makes a base image of Debian's packages: a small Debian, Deno at the place where the real one has it, what this project depends on in
 * Deno's cache, so that nothing is downloaded, and a runtime to link with.
 */
export async function makeBase(folder: string): Promise<Base> {
  const image = "localhost/source-aircall-base";
  await makeDebian(folder);
  const { folder: deno } = await cache();
  const given = Deno.env.get("DENORT_BIN");
  const origin = await originOf(Deno.build.target, { given, folder: deno, version: Deno.version.deno });
  const container = await buildah("from", "--pull-never", DEBIAN);
  const add = (from: string, to: string) => buildah("copy", "-q", container, from, to);
  const env = ["DENO_DIR=/deno-dir"];
  await add(Deno.execPath(), "/usr/bin/deno");
  await add(`${deno}/npm`, "/deno-dir/npm");
  let standIn: string | undefined;
  if (origin === "cached") await add(`${deno}/dl`, "/deno-dir/dl");
  else {
    const runtime = origin === "given" && given !== undefined ? given : undefined;
    standIn = runtime === undefined ? `${folder}/stand-in` : undefined;
    if (standIn !== undefined) await makeStandIn(standIn);
    if (standIn !== undefined) await add(standIn, "/usr/lib/stand-in");
    await add(runtime ?? `${standIn}/denort`, "/usr/lib/denort");
    env.push("DENORT_BIN=/usr/lib/denort");
  }
  await buildah("config", ...env.flatMap((one) => ["--env", one]), container);
  await buildah("commit", "-q", "--rm", container, image);
  return { image, standIn };
}

/** A small Debian, or what this machine's packages are of; kept for the next time. */
async function makeDebian(folder: string): Promise<void> {
  if ((await buildah("images", "-q", "--filter", `reference=${DEBIAN}`)) !== "") return;
  const release = await Deno.readTextFile("/etc/os-release");
  const [, suite = "stable"] = /^VERSION_CODENAME=(\S+)$/m.exec(release) ?? [];
  const tar = `${folder}/debian.tar`;
  await command("mmdebstrap", ["--quiet", "--variant=essential", suite, tar, await sources()]);
  const container = await buildah("from", "scratch");
  await buildah("add", "-q", container, tar, "/");
  await buildah("commit", "-q", "--rm", container, DEBIAN);
  await Deno.remove(tar);
}

/** Where this machine's own packages come from. */
async function sources(): Promise<string> {
  for (const path of ["debian.sources", "ubuntu.sources"].map((name) => `/etc/apt/sources.list.d/${name}`)) {
    if (await Deno.stat(path).then(() => true, () => false)) return path;
  }
  return "/etc/apt/sources.list";
}
