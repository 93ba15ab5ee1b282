/** Where the runtime comes from that a binary is linked with. */
export type Origin = "given" | "cached" | "to be downloaded";

/**
 * Where `deno compile` will find the runtime for a system: the file that DENORT_BIN names, which is for this machine alone, else one that
 * was downloaded before, else the download.
 *
 * @param target Deno's name of the system, `x86_64-unknown-linux-gnu`
 * @param folder Deno's cache
 */
export async function originOf(
  target: string,
  { given, folder, version }: { given: string | undefined; folder: string; version: string },
): Promise<Origin> {
  if (given !== undefined && given !== "" && target === Deno.build.target) return "given";
  const path = `${folder}/dl/release/v${version}/denort-${target}.zip`;
  try {
    return (await Deno.stat(path)).isFile ? "cached" : "to be downloaded";
  } catch {
    return "to be downloaded";
  }
}
