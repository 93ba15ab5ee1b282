import type { Mounted } from "./buildah.ts";
import { missing } from "./command.ts";

/** How the program of an image is started here. */
export interface Jail {
  /** Folder with the image's files. */
  root: string;
  entrypoint: string[];
  /** Numeric user and group. */
  user: string;
  env?: Record<string, string>;
}

/**
 * The command that runs an image's entry point in its own files and nothing else, which is harder than life: read-only, without /proc, /dev
 * and /tmp, as any user, with 1 GiB of memory. The first argument that is taken is the image's own.
 */
export function jailed({ root, entrypoint, user, env = {} }: Jail): [command: string, args: string[]] {
  const script = [
    'mount --bind "$0" "$0"',
    'mount -o remount,ro,bind "$0"',
    // kibibytes of memory that a process may write: what the platform gives
    "ulimit -d 1048576",
    'exec chroot --userspec="$@"',
  ].join(" && ");
  const words = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  return ["env", [
    "-i",
    ...words,
    "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
    "unshare",
    "--mount",
    "sh",
    "-c",
    script,
    root,
    user,
    root,
    ...entrypoint,
  ]];
}

/** What has to be installed for all this, by what it is needed for. */
export function needed(): string[] {
  return missing(["buildah", "mmdebstrap", "gcc", "openssl", "unshare", "chroot"]);
}

/** Copies an image's files, so that something can be put among them. */
export async function copied({ folder }: Mounted, to: string): Promise<string> {
  const { code } = await new Deno.Command("cp", { args: ["-a", folder, to] }).output();
  if (code !== 0) throw new Error(`${folder} could not be copied`);
  return to;
}
