/** What a folder has that is a store: it is written first. */
const STATE = "state.ndjson";

/**
 * Whether something was kept at a path: a file, which tells itself what it is when it is opened, or a folder that is a store. To open any
 * other folder would make it one.
 */
export async function holdsStore(path: string): Promise<boolean> {
  const found = await lookAt(path);
  return found?.isDirectory ? await lookAt(`${path}/${STATE}`) !== undefined : found !== undefined;
}

async function lookAt(path: string): Promise<Deno.FileInfo | undefined> {
  try {
    return await Deno.stat(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) return undefined;
    throw error;
  }
}
