import { assertEquals, assertRejects } from "@std/assert";
import { environment, NotInstalled, pinned } from "../../support/venv.ts";

Deno.test("pinned packages are found by the name that the index gives them, comments and options left out", () => {
  const text =
    "# pip freeze\naiohttp==3.14.5\nestuary_cdk==0.3.0.dev31\n--no-deps\nJinja2 == 3.1.6\nPyJWT==2.15.1\n";
  assertEquals([...pinned(text)], [
    ["aiohttp", "3.14.5"],
    ["estuary-cdk", "0.3.0.dev31"],
    ["pyjwt", "2.15.1"],
  ]);
});

for (
  const name of ["cdk/requirements.txt", "airbyte/requirements.txt", "airbyte/requirements-newer-kit.txt"]
) {
  Deno.test(`every line of ${name} pins one package`, async () => {
    const text = await Deno.readTextFile(new URL(name, import.meta.url));
    assertEquals(pinned(text).size, text.trimEnd().split("\n").length);
  });
}

Deno.test("a peer whose Python is not here is not installed, and the message says which it wants", async () => {
  const requirements = new URL("cdk/requirements.txt", import.meta.url).pathname;
  await assertRejects(
    () => environment({ name: "a peer", requirements, pythons: ["1.4", "1.5"] }),
    NotInstalled,
    "a peer wants Python 1.4 or 1.5, and none of them is here",
  );
});
