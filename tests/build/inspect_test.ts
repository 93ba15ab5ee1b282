import { assertEquals } from "@std/assert";
import { binaries, MOST_EMBEDDED, V8_FLAGS } from "../../src/build/binaries.ts";
import { wrongWith } from "../../src/build/inspect.ts";
import type { Payload } from "../../src/build/payload.ts";

const permissions = { net: ["api.aircall.io:443"], env: ["LOG_LEVEL"], import: ["api.aircall.io:443"] };

function payload(changes: Partial<Payload> = {}, paths: string[] = []): Payload {
  const all = [
    "deno.json",
    "src/commands/image.ts",
    ...paths,
  ];
  return {
    size: 4_000_000,
    entry: "src/commands/image.ts",
    v8Flags: ["--stack-size=1024", ...V8_FLAGS],
    allowed: { net: ["api.aircall.io:443"], env: ["LOG_LEVEL"], import: ["api.aircall.io:443"] },
    prompts: false,
    files: new Map(all.map((path) => [path, 1])),
    ...changes,
  };
}
const wrong = (changes?: Partial<Payload>, paths?: string[]) =>
  wrongWith(payload(changes, paths), binaries.image, permissions);

Deno.test("nothing is wrong with a binary that is as it has to be", () => {
  assertEquals(wrong(), []);
});

Deno.test("a permission that is wider, narrower, missing or of another kind is wrong", () => {
  const { allowed } = payload();
  const { env: _, ...without } = allowed;
  assertEquals(
    [
      wrong({ allowed: { ...allowed, net: [] } }),
      wrong({ allowed: { ...allowed, net: ["api.aircall.io:443", "example.com"] } }),
      wrong({ allowed: without }),
      wrong({ allowed: { ...allowed, read: [] } }),
      wrong({ prompts: true }),
    ],
    [
      ["its permission for net is everything, and has to be api.aircall.io:443"],
      ["its permission for net is api.aircall.io:443 example.com, and has to be api.aircall.io:443"],
      ["its permission for env is nothing, and has to be LOG_LEVEL"],
      ["its permission for read is everything, and has to be nothing"],
      ["it may ask for more permissions at run time"],
    ],
  );
});

Deno.test("tests, the simulator, the demo, secrets and packages have no place in the image", () => {
  for (
    const path of [
      "src/simulator/words.ts",
      "src/flow/runtime/rules.ts",
      "src/commands/demo/start.ts",
      "src/build/link.ts",
      ".deno_compile_node_modules/localhost/zod/4.6.7/index.js",
      "src/flow/session_test.ts",
    ]
  ) assertEquals(wrong({}, [path]), [`${path} is in it, and has no use there`]);
  for (
    const path of [
      ".env",
      "tests/house_test.ts",
      "notes.txt",
      ".deno_compile_node_modules/localhost/typescript/6.0.3/x.js",
    ]
  ) {
    assertEquals(wrong({}, [path]), [`${path} is in it, and is neither this project's nor its dependency's`]);
  }
});

Deno.test("the binary for people may hold the demo's package, but not its tests", () => {
  const zod = ".deno_compile_node_modules/localhost/zod/4.6.7";
  const paths = ["main.ts", `${zod}/index.js`, `${zod}/src/v4/tests/a.js`];
  assertEquals(wrongWith(payload({ entry: "main.ts" }, paths), binaries.cli, permissions), [
    `${zod}/src/v4/tests/a.js is in it, and has no use there`,
  ]);
});

Deno.test("another entry, missing flags and too many bytes are wrong", () => {
  assertEquals(wrong({ entry: "main.ts" }), ["it begins with main.ts, not with src/commands/image.ts"]);
  assertEquals(wrong({ v8Flags: [] }), V8_FLAGS.map((flag) => `V8 is not told ${flag}`));
  assertEquals(wrong({ size: MOST_EMBEDDED + 1 }).length, 1);
  assertEquals(wrong({ size: MOST_EMBEDDED }), []);
  assertEquals(wrong({ files: new Map([["deno.json", 1]]) }), ["src/commands/image.ts is not in it"]);
});
