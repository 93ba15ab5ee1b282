import { assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import { cache } from "../../src/build/cache.ts";
import { linkEnv } from "../../src/build/link.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const target = "aarch64-unknown-linux-gnu";

/** An archive of one file, not compressed. */
function zipOf(name: string, content: Uint8Array<ArrayBuffer>): Blob {
  const bytes = new TextEncoder().encode(name);
  const sum = crc32(content);
  /** Fields of two or four bytes, the least first. */
  const fields = (...all: [value: number, width: 2 | 4][]) => {
    const view = new DataView(new ArrayBuffer(all.reduce((length, [, width]) => length + width, 0)));
    let at = 0;
    for (const [value, width] of all) {
      if (width === 2) view.setUint16(at, value, true);
      else view.setUint32(at, value, true);
      at += width;
    }
    return new Uint8Array(view.buffer);
  };
  const about = [[20, 2], [0, 2], [0, 2], [0, 4], [sum, 4], [content.length, 4], [content.length, 4], [
    bytes.length,
    2,
  ], [0, 2]] as const;
  const local = fields([0x04034b50, 4], ...about.map((field): [number, 2 | 4] => [...field]));
  const central = fields(
    [0x02014b50, 4],
    [20, 2],
    ...about.map((field): [number, 2 | 4] => [...field]),
    [0, 2],
    [0, 2],
    [0, 2],
    [0o755 << 16, 4],
    [0, 4],
  );
  const before = local.length + bytes.length + content.length;
  const end = fields([0x06054b50, 4], [0, 2], [0, 2], [1, 2], [1, 2], [central.length + bytes.length, 4], [
    before,
    4,
  ], [0, 2]);
  return new Blob([local, bytes, content, central, bytes, end]);
}

function crc32(bytes: Uint8Array): number {
  let sum = -1;
  for (const byte of bytes) {
    sum ^= byte;
    for (let i = 0; i < 8; i++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

Deno.test({
  name:
    "a binary for another system is linked with the runtime that was downloaded for it, whatever DENORT_BIN names",
  // any program of Linux can be linked with
  ignore: Deno.build.target !== "x86_64-unknown-linux-gnu",
  fn: async () => {
    const { folder: deno } = await cache();
    const folder = await Deno.makeTempDir({ prefix: "cached_" });
    try {
      const downloads = `${folder}/deno/dl/release/v${Deno.version.deno}`;
      await Deno.mkdir(downloads, { recursive: true });
      await Deno.symlink(`${deno}/npm`, `${folder}/deno/npm`);
      const archive = zipOf("denort", await Deno.readFile("/bin/true"));
      await Deno.writeFile(`${downloads}/denort-${target}.zip`, archive.stream());
      for (const DENORT_BIN of ["", Deno.execPath()]) {
        const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
          args: ["task", "-q", "compile", "--target", target, "--output", `${folder}/program`],
          cwd: root,
          env: { DENO_DIR: `${folder}/deno`, DENORT_BIN, NO_COLOR: "1" },
        }).output();
        const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
        assertEquals([code, text(stderr)], [0, ""]);
        assertMatch(
          text(stdout),
          /^cli: \d+ files, .*; may: env AIRCALL_API_ID AIRCALL_API_TOKEN AIRCALL_START_DATE LOG_LEVEL NO_COLOR TERM/,
        );
        assertStringIncludes(text(stdout), `linked and looked into, not run: it is for ${target}`);
        const { size } = await Deno.stat(`${folder}/program`);
        assertEquals(size < 10_000_000, true, "the small runtime is in it, and not Deno");
      }
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
});

Deno.test("where no runtime is given none is named, not even an empty one, which Deno would look for", () => {
  assertEquals(linkEnv({ A: "1", DENORT_BIN: "" }, undefined), { A: "1", NO_COLOR: "1" });
  assertEquals(linkEnv({ A: "1", DENORT_BIN: "/x" }, undefined), { A: "1", NO_COLOR: "1" });
  assertEquals(linkEnv({ A: "1", DENORT_BIN: "/x" }, "/y"), { A: "1", NO_COLOR: "1", DENORT_BIN: "/y" });
});
