import { assertEquals, assertGreater } from "@std/assert";
import { page } from "./blocks.ts";

const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  "docs/how-it-works.md",
  "docs/operating.md",
  "docs/simulator.md",
  "docs/airbyte.md",
  "docs/flow/moving.md",
];

Deno.test("every link from page to page leads to a file that is there", async () => {
  const broken: string[] = [];
  let links = 0;
  for (const name of PAGES) {
    for (const [, target = ""] of (await page(name)).matchAll(/\]\((?!https?:)([^)#\s]+)\)/g)) {
      links++;
      const path = new URL(target, new URL(`../../${name}`, import.meta.url));
      await Deno.stat(path).catch(() => broken.push(`${name}: ${target}`));
    }
  }
  assertEquals(broken, []);
  assertGreater(links, 10);
});

Deno.test("SECURITY.md names every host and every variable that a build may use, and no other build's", async () => {
  const text = await page("SECURITY.md");
  const { permissions } = JSON.parse(await page("deno.json"));
  const row = (name: string) => text.split("\n").find((line) => line.startsWith(`| ${name}`)) ?? "";
  const cells = (name: string) => row(name).split("|").slice(2, 4);
  const named = (cell = "") => [...cell.matchAll(/`([^`]+)`/g)].map(([, found]) => found);
  const [image, cli] = cells("network");
  assertEquals(named(image), permissions.image.net);
  assertEquals([...named(image), ...named(cli)], permissions.cli.net);
  const [imageEnv, cliEnv] = cells("environment");
  assertEquals([named(imageEnv), named(cliEnv)], [permissions.image.env, permissions.cli.env]);
  assertEquals(Object.keys(permissions.image).sort(), ["env", "import", "net"]);
  assertEquals(Object.keys(permissions.cli).sort(), ["env", "import", "net", "read", "write"]);
});
