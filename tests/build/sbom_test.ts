import { assertEquals, assertNotEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import configuration from "../../deno.json" with { type: "json" };
import { packagesIn, partsList } from "../../src/build/sbom.ts";

const program = {
  name: "source-aircall",
  version: "1.2.3",
  license: "Apache-2.0",
  runtime: { deno: "2.9.6", v8: "15.0.245.2-rusty" },
};
// 64 bytes of 0x01
const integrity = `sha512-${btoa("\x01".repeat(64))}`;
const lock = {
  version: "5",
  npm: { "zod@4.6.7": { integrity }, "@a/b@1.0.0": { integrity }, "typescript@6.0.3": { integrity } },
};

/** The three that tell GitHub's attestation that it is CycloneDX, and what the tests look at. */
const Parts = z.looseObject({
  bomFormat: z.literal("CycloneDX"),
  specVersion: z.literal("1.6"),
  serialNumber: z.string().regex(
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  ),
  metadata: z.looseObject({ component: z.looseObject({ "bom-ref": z.string() }) }),
  components: z.array(z.looseObject({
    "bom-ref": z.string(),
    version: z.string(),
    purl: z.string().optional(),
    hashes: z.array(z.strictObject({ alg: z.literal("SHA-512"), content: z.string() })).optional(),
  })),
  dependencies: z.array(z.strictObject({ ref: z.string(), dependsOn: z.array(z.string()) })),
});

Deno.test("the packages in a program are those that its files come from, each once", () => {
  const folder = ".deno_compile_node_modules/localhost";
  assertEquals(
    packagesIn([
      "main.ts",
      "src/localhost/zod/1.0.0/a.ts",
      `${folder}/zod/4.6.7/index.js`,
      `${folder}/zod/4.6.7/v4/index.js`,
      `${folder}/@a/b/1.0.0/index.js`,
    ]),
    ["@a/b@1.0.0", "zod@4.6.7"],
  );
  assertEquals(packagesIn(["main.ts"]), []);
});

Deno.test("a program's parts are the packages in it, with the lock file's hashes, and the runtime; not what tests use", () => {
  const { components, dependencies, metadata } = Parts.parse(
    partsList(program, ["@a/b@1.0.0", "zod@4.6.7"], lock),
  );
  assertEquals(components.map((part) => part["bom-ref"]), [
    "pkg:npm/%40a/b@1.0.0",
    "pkg:npm/zod@4.6.7",
    "deno@2.9.6",
    "v8@15.0.245.2",
  ]);
  assertEquals(components[1]?.hashes, [{ alg: "SHA-512", content: "01".repeat(64) }]);
  assertEquals(metadata.component["bom-ref"], "source-aircall@1.2.3");
  // each reference is to a part that is listed
  const known = new Set([...components.map((part) => part["bom-ref"]), metadata.component["bom-ref"]]);
  const named = dependencies.flatMap(({ ref, dependsOn }) => [ref, ...dependsOn]);
  assertEquals(named.filter((ref) => !known.has(ref)), []);
  assertEquals(new Set(named), known);
});

Deno.test("the same program has the same list, and another one another serial number", () => {
  const list = (packages: string[]) => Parts.parse(partsList(program, packages, lock));
  assertEquals(list(["zod@4.6.7"]), list(["zod@4.6.7"]));
  assertNotEquals(list(["zod@4.6.7"]).serialNumber, list([]).serialNumber);
});

Deno.test("a package that the lock file does not know, or has no SHA-512 hash of, is not listed as if it did", () => {
  assertThrows(() => partsList(program, ["zod@4.6.8"], lock), Error, "zod@4.6.8 is in the program, but");
  const weak = { npm: { "zod@4.6.7": { integrity: "sha1-AAAA" } } };
  assertThrows(() => partsList(program, ["zod@4.6.7"], weak), Error, "no SHA-512 hash");
});

Deno.test("the task lists what was linked, and refuses binaries that differ or are none", async () => {
  const root = fileURLToPath(new URL("../../", import.meta.url));
  const run = async (args: string[], env: Record<string, string> = {}) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args,
      cwd: root,
      env: { NO_COLOR: "1", ...env },
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, out: text(stdout), err: text(stderr) };
  };
  const folder = await Deno.makeTempDir({ prefix: "sbom_" });
  try {
    // any program will do to look at what is embedded
    const env = { DENORT_BIN: Deno.execPath() };
    await Deno.writeTextFile(`${folder}/plain.ts`, "console.log(1)");
    const linked = await run([
      "compile",
      "--no-check",
      "--no-config",
      "--output",
      `${folder}/plain`,
      `${folder}/plain.ts`,
    ], env);
    assertEquals(linked.code, 0, linked.err);
    const whole = [
      "compile",
      "--no-check",
      "--frozen",
      "--exclude-unused-npm",
      "--output",
      `${folder}/whole`,
      "main.ts",
    ];
    assertEquals((await run(whole, env)).code, 0);
    const { code, out, err } = await run(["task", "-q", "sbom", `${folder}/whole`, `${folder}/whole`]);
    assertEquals([code, err], [0, ""]);
    const { components, metadata } = Parts.parse(JSON.parse(out));
    assertEquals(components.map((part) => part["bom-ref"].replace(/@.*/, "")), ["pkg:npm/zod", "deno", "v8"]);
    assertEquals(components[1]?.version, Deno.version.deno);
    assertEquals(metadata.component["bom-ref"], `source-aircall@${configuration.version}`);
    const differing = await run(["task", "-q", "sbom", `${folder}/whole`, `${folder}/plain`]);
    assertEquals([differing.code, differing.out], [1, ""]);
    assertStringIncludes(differing.err, "they are not of one source");
    assertEquals((await run(["task", "-q", "sbom"])).code, 2);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
