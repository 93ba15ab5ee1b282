import { assertEquals, assertLessOrEqual, assertMatch } from "@std/assert";

const ROOT = new URL("../", import.meta.url);

/** What each room of src may import, beside itself. `http` and `capture` may take each other's types, and the clock. */
const MAY: Record<string, string[]> = {
  std: [],
  capture: ["http types", "json.ts"],
  http: ["capture types", "capture/clock.ts", "json.ts"],
  aircall: ["capture", "http", "json.ts"],
  flow: ["aircall", "capture", "http", "json.ts"],
  airbyte: ["aircall", "capture", "http", "json.ts"],
  local: ["aircall", "capture", "http", "json.ts"],
  simulator: ["capture/clock.ts"],
  build: [".json"],
  commands: ["flow", "airbyte", "local", "simulator", "aircall", "capture", "http", "version.ts"],
};

async function* sources(folder: string): AsyncGenerator<{ path: string; text: string }> {
  for await (const { name, isDirectory, isFile } of Deno.readDir(new URL(folder, ROOT))) {
    if (isDirectory) yield* sources(`${folder}${name}/`);
    else if (isFile && name.endsWith(".ts")) {
      yield { path: `${folder}${name}`, text: await Deno.readTextFile(new URL(`${folder}${name}`, ROOT)) };
    }
  }
}

/** The files that a file of src imports, by path from src, each with whether only types are taken. */
function imports(path: string, text: string): { to: string; types: boolean }[] {
  const found = [...text.matchAll(/(?:^|\n)(?:import|export)\s+(type\s+)?([^"';]*?)\s*from\s+"(\.[^"]+)"/g)];
  const loaded = [...text.matchAll(/\bimport\("(\.[^"]+)"\)/g)].map(([, to]) => ({ to, types: false }));
  return [
    ...found.map(([, type, names = "", to]) => ({
      to,
      types: type !== undefined || /^\{(\s*type [\w ]+,?)+\s*\}$/.test(names.trim()),
    })),
    ...loaded,
  ].map(({ to = "", types }) => ({
    to: new URL(to, new URL(path, ROOT)).href.slice(`${ROOT.href}src/`.length),
    types,
  }));
}

Deno.test("imports run one way through the rooms", async () => {
  const breaches: string[] = [];
  for await (const { path, text } of sources("src/")) {
    const [, room = "", inside] = path.split("/");
    if (!inside) continue;
    for (const { to, types } of imports(path, text)) {
      const [other = ""] = to.split("/");
      const may = MAY[room] ?? Object.keys(MAY);
      const allowed = other === room || may.includes(other) || may.includes(to) ||
        (types && may.includes(`${other} types`));
      if (!allowed) breaches.push(`${path} imports ${to}`);
    }
  }
  assertEquals(breaches, []);
});

Deno.test("files stay under 300 lines", async () => {
  for (const folder of ["src/", "tests/"]) {
    for await (const { path, text } of sources(folder)) {
      assertLessOrEqual(text.split("\n").length - 1, 300, path);
    }
  }
});

Deno.test("each stream is declared in ten lines or fewer beside its document", async () => {
  let declared = 0;
  for await (const { path, text } of sources("src/aircall/streams/")) {
    const declaration = /export const \w+ = (?:snapshot|timeline)\(\{[\s\S]*?\n\}\);/.exec(text)?.[0];
    if (!declaration) continue;
    declared++;
    assertLessOrEqual(declaration.split("\n").length, 10, path);
  }
  assertEquals(declared, 9);
});

Deno.test("the image is built on Deno of the same version, by digest, and on nothing else", async () => {
  const text = await Deno.readTextFile(new URL("Dockerfile", ROOT));
  const version = (await Deno.readTextFile(new URL(".deno-version", ROOT))).trim();
  const bases = [...text.matchAll(/^FROM (\S+)/gm)].map(([, base = ""]) => base);
  assertEquals(bases.slice(1), ["scratch"]);
  assertMatch(
    bases[0] ?? "",
    new RegExp(`^docker\\.io/denoland/deno:debian-${version}@sha256:[0-9a-f]{64}$`),
  );
});
