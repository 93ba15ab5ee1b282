import { type Binary, V8_FLAGS } from "./binaries.ts";
import { permissionFlags, type PermissionSet } from "./permissions.ts";

/** What is linked, and where to. */
export interface Link {
  /** Folder of the project. */
  root: string;
  binary: Binary;
  permissions: PermissionSet;
  /** Deno's name of the system it is for. */
  target: string;
  /** Path of the file that is made. */
  output: string;
  /** Folders that are left out of it. */
  without: string[];
  /** The runtime to link with. @default what was downloaded before, else the download */
  runtime?: string | undefined;
}

/** A binary could not be linked. The message says why and what to do. */
export class LinkError extends Error {
  override name = "LinkError";
}

/** What Deno speaks of where the runtime is the matter. */
const RUNTIME = /denort|dl\.deno\.land/i;

/** Arguments for Deno that link a binary. */
export function linkArgs(
  { binary, permissions, target, output, without }: Omit<Link, "root" | "runtime">,
): string[] {
  return [
    "compile",
    "--frozen",
    // what the lock file names for tests is no part of it
    "--exclude-unused-npm",
    ...without.map((folder) => `--exclude=${folder}`),
    // the image has no place to write a cache to
    "--no-code-cache",
    `--v8-flags=${V8_FLAGS.join(",")}`,
    ...permissionFlags(permissions),
    `--target=${target}`,
    `--output=${output}`,
    binary.entry,
  ];
}

/** The environment to link in: of this one, but with no other runtime than is wanted. One that is empty is one that is not there. */
export function linkEnv(env: Record<string, string>, runtime: string | undefined): Record<string, string> {
  const { DENORT_BIN: _, ...rest } = env;
  return { ...rest, NO_COLOR: "1", ...(runtime === undefined ? {} : { DENORT_BIN: runtime }) };
}

/**
 * Links a binary.
 *
 * @throws {LinkError} the types are wrong, the runtime is not to be had, or Deno failed otherwise
 */
export async function link(given: Link): Promise<void> {
  const { root, target, runtime } = given;
  const { code, stderr } = await new Deno.Command(Deno.execPath(), {
    args: linkArgs(given),
    cwd: root,
    clearEnv: true,
    env: linkEnv(Deno.env.toObject(), runtime),
    stdin: "null",
    stdout: "null",
    stderr: "piped",
  }).output();
  if (code === 0) return;
  const said = new TextDecoder().decode(stderr).trim();
  if (RUNTIME.test(said)) {
    throw new LinkError(
      `the runtime for ${target} is not to be had (${
        complaint(said)
      }). Deno downloads it once, as denort of its own version: ` +
        `run this where it can, or set DENORT_BIN to a denort that you have`,
    );
  }
  throw new LinkError(`deno compile ended with ${code}:\n${said}`);
}

/** The line of what Deno said that tells about the runtime, without its number. */
function complaint(said: string): string {
  const line = said.split("\n").findLast((line) => RUNTIME.test(line)) ?? said;
  return line.replace(/^\s*(\d+|error): /, "").trim().slice(0, 300);
}
