import { assert, assertEquals, assertGreater } from "@std/assert";
import { commands } from "../../src/commands/mod.ts";
import { allPages, blocks, page } from "./blocks.ts";

const ROOT = new URL("../../", import.meta.url);

/** The links of a page to files of this project: the file's place, and the heading in it. */
function linksOf(name: string, text: string): { target: string; path: URL; anchor: string }[] {
  return [...text.matchAll(/\]\((?!https?:)([^)#\s]*)(?:#([^)\s]*))?\)/g)].map((
    [, target = "", anchor = ""],
  ) => ({
    target: anchor === "" ? target : `${target}#${anchor}`,
    path: new URL(target === "" ? name : target, new URL(target === "" ? ROOT : name, ROOT)),
    anchor,
  }));
}

/** The names by which a page's headings are linked to. */
function anchorsOf(text: string): string[] {
  const headings = text.replaceAll(/^```[\s\S]*?^```/gm, "").matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = ""]) =>
    heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\-_ ]/gu, "").replaceAll(" ", "-")
  );
}

Deno.test("every link from page to page leads to a file that is there, and to a heading in it", async () => {
  const broken: string[] = [];
  let [links, anchors] = [0, 0];
  for (const name of allPages()) {
    for (const { target, path, anchor } of linksOf(name, await page(name))) {
      links++;
      await Deno.stat(path).catch(() => broken.push(`${name}: ${target}`));
      if (anchor === "") continue;
      anchors++;
      const there = await Deno.readTextFile(path).catch(() => "");
      if (!anchorsOf(there).includes(anchor)) broken.push(`${name}: ${target}`);
    }
  }
  assertEquals(broken, []);
  assertGreater(links, 10);
  assertGreater(anchors, 1);
});

Deno.test("every command has a page of its name with its help and what it prints, and README leads to every page", async () => {
  for (const name of Object.keys(commands)) {
    const text = await page(`docs/${name}.md`);
    const shown = blocks(text).map(({ command: [program, ...rest] }) => `${program} ${rest.join(" ")}`);
    assert(shown.some((line) => line.endsWith(` ${name} --help`)), `${name}: its help`);
    const run = new RegExp(`^(task|source-aircall|account) ${name}( (?!--help)|$)`);
    const printed = shown.some((line) => run.test(line)) || text.includes(`<!-- output: ${name} `);
    assert(printed, `${name}: what it prints`);
  }
  const linked = linksOf("README.md", await page("README.md")).map(({ path }) => path.href);
  const docs = allPages().filter((name) => name.startsWith("docs/"));
  assertEquals(docs.filter((name) => !linked.includes(new URL(name, ROOT).href)), []);
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
