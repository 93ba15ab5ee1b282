/** What a copy can do without. */
const LEFT = new Set([".git", ".mutate", "coverage", "dist", "node_modules"]);

/** A copy of the whole project, to do as one likes with. */
export class Tree implements AsyncDisposable {
  private constructor(readonly root: string) {}

  /** Copies the project at `root` into a new folder. */
  static async copy(root: string): Promise<Tree> {
    const folder = await Deno.makeTempDir({ prefix: "mutants_" });
    for await (const { name } of Deno.readDir(root)) {
      if (!LEFT.has(name)) await copy(`${root}/${name}`, `${folder}/${name}`);
    }
    return new Tree(folder);
  }

  /** Text of a file, by its path from the root. */
  read(file: string): Promise<string> {
    return Deno.readTextFile(`${this.root}/${file}`);
  }

  write(file: string, text: string): Promise<void> {
    return Deno.writeTextFile(`${this.root}/${file}`, text);
  }

  remove(file: string): Promise<void> {
    return Deno.remove(`${this.root}/${file}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Deno.remove(this.root, { recursive: true });
  }
}

/** The files under a folder of a project, by their paths from its root, in the order of their names. */
export async function filesUnder(root: string, folder: string): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(`${root}/${folder}`)) {
    const path = `${folder}/${name}`;
    if (isDirectory) found.push(...await filesUnder(root, path));
    else found.push(path);
  }
  return found.sort();
}

async function copy(from: string, to: string): Promise<void> {
  const { isDirectory } = await Deno.stat(from);
  if (!isDirectory) return await Deno.copyFile(from, to);
  await Deno.mkdir(to);
  for await (const { name } of Deno.readDir(from)) await copy(`${from}/${name}`, `${to}/${name}`);
}
