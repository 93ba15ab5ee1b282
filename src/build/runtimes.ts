/** Where the runtime comes from that a binary is linked with. */
export type Origin = "given" | "cached" | "to be downloaded";

/** The runtime that DENORT_BIN names, if it is for this system: it is for this machine alone. */
export function givenRuntime(target: string, given: string | undefined): string | undefined {
  return given !== "" && target === Deno.build.target ? given : undefined;
}

/**
 * Where `deno compile` will find the runtime for a system: the file that DENORT_BIN names ({@link givenRuntime}), else one that was
 * downloaded before, else the download.
 *
 * @param target Deno's name of the system, `x86_64-unknown-linux-gnu`
 * @param folder Deno's cache
 */
export async function originOf(
  target: string,
  { given, folder, version }: { given: string | undefined; folder: string; version: string },
): Promise<Origin> {
  if (givenRuntime(target, given) !== undefined) return "given";
  const path = `${folder}/dl/release/v${version}/denort-${target}.zip`;
  try {
    return (await Deno.stat(path)).isFile ? "cached" : "to be downloaded";
  } catch {
    return "to be downloaded";
  }
}
