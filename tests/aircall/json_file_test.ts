import { assertEquals, assertRejects } from "@std/assert";
import { ConfigError } from "../../src/aircall/errors.ts";
import { jsonOf } from "../../src/aircall/json_file.ts";

Deno.test("a file that is not written in UTF-8 is refused, and one that begins with a mark of its order is read", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const read = async (bytes: number[]) => {
      await Deno.writeFile(`${folder}/aircall.json`, new Uint8Array(bytes));
      return await jsonOf("configuration", `${folder}/aircall.json`, (path) => Deno.readTextFile(path));
    };
    assertEquals(await read([0xef, 0xbb, 0xbf, 0x22, 0xc3, 0xa9, 0x22]), "é");
    // é in Latin-1, and UTF-16
    for (const bytes of [[0x22, 0xe9, 0x22], [0xff, 0xfe, 0x22, 0, 0x61, 0, 0x22, 0]]) {
      await assertRejects(() => read(bytes), ConfigError, "is not written in UTF-8");
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
