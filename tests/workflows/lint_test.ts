import { assertEquals } from "@std/assert";
import { fileURLToPath } from "node:url";

Deno.test("where no linter can be had that is said, in one line for each, and is a failure only if they are required", async () => {
  const folder = await Deno.makeTempDir({ prefix: "cache_" });
  try {
    const lint = async (...args: string[]) => {
      const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
        args: ["run", "-q", "-P=test", "tests/workflows/lint.ts", ...args],
        cwd: fileURLToPath(new URL("../../", import.meta.url)),
        // no Python, no Go, and none that were installed before
        env: { PATH: folder, XDG_CACHE_HOME: folder, NO_COLOR: "1" },
      }).output();
      const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
      return { code, out: text(stdout).trim().split("\n"), err: text(stderr) };
    };
    const out = ["zizmor and shellcheck", "actionlint"].map((name) =>
      `not run: ${name}, since it cannot be installed: there is no installer here`
    );
    assertEquals(await lint(), { code: 0, out, err: "" });
    assertEquals(await lint("--required"), { code: 1, out, err: "" });
    assertEquals(await Array.fromAsync(Deno.readDir(`${folder}/source-aircall/linters`)), []);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
