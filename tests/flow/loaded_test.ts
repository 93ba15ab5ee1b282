import { assert, assertEquals, assertNotMatch } from "@std/assert";
import { fileURLToPath } from "node:url";
import { z } from "zod";

const ROOT = new URL("../../", import.meta.url);
const Graph = z.object({ modules: z.array(z.object({ specifier: z.string() })) });

/** Everything that a program may ever load, by path from src, or as it is called elsewhere. */
async function loadedBy(entry: string): Promise<string[]> {
  const { stdout } = await new Deno.Command(Deno.execPath(), {
    args: ["info", "--json", entry],
    cwd: fileURLToPath(ROOT),
  }).output();
  const src = new URL("src/", ROOT).href;
  return Graph.parse(JSON.parse(new TextDecoder().decode(stdout))).modules.map(({ specifier }) =>
    specifier.startsWith(src) ? specifier.slice(src.length) : specifier
  );
}

Deno.test("whatever is asked of a connector, it loads what captures alone: no package, no small Flow, no simulator, no forms", async () => {
  const loaded = await loadedBy("src/commands/capture.ts");
  const rooms = new Set(loaded.map((path) => path.split("/")[0]));
  assertEquals([...rooms].toSorted(), ["aircall", "capture", "commands", "flow", "http", "json.ts", "std"]);
  assertEquals(
    loaded.filter((path) =>
      /^flow\/(runtime|made_spec|form)|^aircall\/(form|endpoint_words)|^commands\/[^/]+\//.test(path)
    ),
    [],
  );
});

Deno.test("nothing that a connector loads asks V8 about languages, which takes 6 MiB", async () => {
  for (const path of await loadedBy("src/commands/capture.ts")) {
    const source = await Deno.readTextFile(new URL(`src/${path}`, ROOT));
    assertNotMatch(source, /\.toLocale|\blocaleCompare\b|\bIntl\b/, path);
  }
});

Deno.test("the demo has packages of its own, so that a package would be seen", async () => {
  assert((await loadedBy("main.ts")).some((path) => path.startsWith("npm:")));
});
