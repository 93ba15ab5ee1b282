import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { z } from "zod";

/** What the lock file says of the packages of the npm registry: by name and version, the hash of each. */
const Lock = z.looseObject({ npm: z.record(z.string(), z.looseObject({ integrity: z.string() })) });

/** The program whose parts are listed, and what it runs on. */
export interface Program {
  name: string;
  version: string;
  license: string;
  /** Deno's version and that of the V8 in it. */
  runtime: { deno: string; v8: string };
}

/** A part of a program, as CycloneDX writes it. */
export interface Component {
  type: "library" | "platform";
  "bom-ref": string;
  name: string;
  version: string;
  purl?: string;
  cpe?: string;
  scope: "required";
  hashes?: { alg: "SHA-512"; content: string }[];
}

/** A package's folder in what is embedded: its name, of two parts where it has a scope, and its version. */
const PACKAGE = /^\.deno_compile_node_modules\/localhost\/((?:@[^/]+\/)?[^/@]+)\/([^/]+)\//;

/** The packages, as `name@version`, that files of a program come from, sorted. */
export function packagesIn(paths: Iterable<string>): string[] {
  const found = new Set<string>();
  for (const path of paths) {
    const [, name, version] = PACKAGE.exec(path) ?? [];
    if (name && version) found.add(`${name}@${version}`);
  }
  return [...found].toSorted();
}

/**
 * The list of a program's parts in CycloneDX: the packages that are in it (not those that the lock file names for tests), with the hashes
 * of the lock file, and the runtime that it is linked with. The same program has the same list, to the byte.
 *
 * @param packages as `name@version`
 * @param lock the lock file's content
 * @throws {Error} a package is in the program, but not in the lock file
 */
export function partsList(program: Program, packages: readonly string[], lock: unknown): object {
  const { npm } = Lock.parse(lock);
  const libraries = packages.map((id): Component => {
    const integrity = npm[id]?.integrity;
    if (!integrity?.startsWith("sha512-")) {
      throw new Error(`${id} is in the program, but deno.lock has no SHA-512 hash of it`);
    }
    const at = id.lastIndexOf("@");
    const purl = `pkg:npm/${id.slice(0, at).replace("@", "%40")}@${id.slice(at + 1)}`;
    const content = Buffer.from(integrity.slice("sha512-".length), "base64").toString("hex");
    return {
      type: "library",
      "bom-ref": purl,
      name: id.slice(0, at),
      version: id.slice(at + 1),
      purl,
      scope: "required",
      hashes: [{ alg: "SHA-512", content }],
    };
  });
  const { deno, v8 } = program.runtime;
  const runtime: Component = {
    type: "platform",
    "bom-ref": `deno@${deno}`,
    name: "deno",
    version: deno,
    purl: `pkg:github/denoland/deno@v${deno}`,
    cpe: `cpe:2.3:a:deno:deno:${deno}:*:*:*:*:*:*:*`,
    scope: "required",
  };
  // as others write it: Deno adds the name of its own bindings
  const engine = /^[\d.]+\d/.exec(v8)?.[0] ?? v8;
  const javascript: Component = {
    type: "library",
    "bom-ref": `v8@${engine}`,
    name: "v8",
    version: engine,
    cpe: `cpe:2.3:a:google:v8:${engine}:*:*:*:*:*:*:*`,
    scope: "required",
  };
  const root = `${program.name}@${program.version}`;
  const content = {
    metadata: {
      component: {
        type: "application",
        "bom-ref": root,
        name: program.name,
        version: program.version,
        licenses: [{ license: { id: program.license } }],
      },
    },
    components: [...libraries, runtime, javascript],
    dependencies: [
      { ref: root, dependsOn: [...libraries, runtime].map((part) => part["bom-ref"]) },
      { ref: runtime["bom-ref"], dependsOn: [javascript["bom-ref"]] },
    ],
  };
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: `urn:uuid:${uuidOf(JSON.stringify(content))}`,
    version: 1,
    ...content,
  };
}

/** A UUID of the kind that is made of what one likes: here of a text's hash. */
function uuidOf(text: string): string {
  const hash = createHash("sha256").update(text).digest();
  hash.writeUInt8(0x80 | hash.readUInt8(6) & 0x0f, 6);
  hash.writeUInt8(0x80 | hash.readUInt8(8) & 0x3f, 8);
  return hash.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
}
