/** Path from the root, and size in bytes, of each file under a folder; links with where they lead. */
export async function filesUnder(root: string, folder = ""): Promise<Map<string, number | string>> {
  const found = new Map<string, number | string>();
  for await (const { name, isDirectory, isSymlink } of Deno.readDir(root + folder)) {
    const path = `${folder}/${name}`;
    if (isSymlink) found.set(path, await Deno.readLink(root + path));
    else if (isDirectory) {
      for (const [inner, size] of await filesUnder(root, path)) found.set(inner, size);
    } else found.set(path, (await Deno.lstat(root + path)).size);
  }
  return new Map([...found].sort(([a], [b]) => a < b ? -1 : 1));
}
