import { z } from "zod";

const Info = z.object({ denoDir: z.string(), npmCache: z.string() });

/** Deno's own folders on this machine. */
export interface Cache {
  /** Where it keeps what it downloads. */
  folder: string;
  /** Folders of packages that are published with them, but have no use at run time: TypeScript sources, and the tests among them. */
  sources: string[];
}

/** Looks up where Deno keeps what this project depends on. */
export async function cache(): Promise<Cache> {
  const { stdout } = await new Deno.Command(Deno.execPath(), { args: ["info", "--json"] }).output();
  const { denoDir, npmCache } = Info.parse(JSON.parse(new TextDecoder().decode(stdout)));
  const sources: string[] = [];
  for (const registry of await folders(npmCache)) {
    for (const version of await folders(`${registry}/zod`)) {
      const found = (await folders(version)).filter((path) => path.endsWith("/src"));
      // a folder of links is left out by where they lead
      sources.push(...await Promise.all(found.map((path) => Deno.realPath(path))));
    }
  }
  return { folder: denoDir, sources };
}

/** The folders in a folder, as paths; none where it is not there. */
async function folders(path: string): Promise<string[]> {
  try {
    const entries = await Array.fromAsync(Deno.readDir(path));
    return entries.filter(({ isDirectory }) => isDirectory).map(({ name }) => `${path}/${name}`);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
