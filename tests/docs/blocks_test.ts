import { assert, assertEquals, assertMatch, assertRejects } from "@std/assert";
import { blocks, outputs, page, pages, shape, withBlocks } from "./blocks.ts";
import { accountOf } from "./session.ts";

Deno.test("the output that a page shows is what its commands print", async (test) => {
  const texts = await Promise.all(pages.map(page));
  // side by side: a demo and a doctor mostly wait
  const printed = await Promise.allSettled(texts.map(outputs));
  for (const [place, name] of pages.entries()) {
    await test.step(name, () => {
      const found = blocks(texts[place] ?? "");
      assert(found.length > 0);
      const ran = printed[place];
      if (ran?.status !== "fulfilled") throw ran?.reason;
      assertEquals(ran.value.length, found.length);
      for (const [i, text] of ran.value.entries()) {
        assertEquals(shape(found[i]?.text ?? ""), shape(text), found[i]?.command.join(" "));
      }
    });
  }
});

Deno.test("a stale block is noticed, other figures are not", () => {
  const text = "<!-- output: task demo -->\n\n```text\ncalls 25,000 of 25,000 in 1.2 s\n```\n";
  const [block] = blocks(text);
  assertEquals(block, { command: ["task", "demo"], code: 0, text: "calls 25,000 of 25,000 in 1.2 s\n" });
  assertEquals(shape("calls 25,000 of 25,000 in 1.2 s"), shape("calls 9 of 9   in 30.0 s"));
  assert(String(shape("calls 25,000 of 25,000 in 1.2 s")) !== String(shape("calls 25,000 in 1.2 s")));
  assertEquals(shape("calls  99 of 25,000  2 pages  40/s\ncalls  99 of 25,000  2 pages  40/s  9 s left"), []);
  assertEquals(withBlocks(text, ["new\n"]), text.replace("calls 25,000 of 25,000 in 1.2 s", "new"));
});

Deno.test("a page's commands run one after the other against the account that it names, and have to end as it says", async () => {
  const ask = (code: string, command: string) =>
    `<!-- output${code}: source-aircall ${command} -->\n\n\`\`\`text\n\`\`\`\n`;
  const [version, wrong] = await outputs(`${ask("", "--version")}${ask(" 2", "simulat")}`);
  assertMatch(version ?? "", /^\$ source-aircall --version\n\d+\.\d+\.\d+\n$/);
  assertMatch(wrong ?? "", /did you mean simulate\?/);
  await assertRejects(() => outputs(ask("", "simulat")), Error, "ended with 2");
  const { size, refused } = accountOf("<!-- account: calls=7 refused=/v1/tags tags=9 -->");
  assertEquals([size.calls, size.tags, refused], [7, 9, ["/v1/tags"]]);
});

Deno.test("a page's files are there for its commands, which are lines for a shell, and a simulator ends when it has greeted", async () => {
  const config = {
    ...{ api_id: "simulated-id", api_token: "simulated-token", start_date: "2026-01-01T00:00:00Z" },
    advanced: { base_url: "http://127.0.0.1:8484" },
  };
  const file = `<!-- file: mine.json -->\n\n\`\`\`json\n${JSON.stringify(config, null, 2)}\n\`\`\`\n`;
  const ask = (line: string) => `<!-- output: source-aircall ${line} -->\n\n\`\`\`text\n\`\`\`\n`;
  const [checked, greeting] = await outputs(
    `${file}${ask("check --config mine.json | grep -c SUCCEEDED; grep base mine.json")}${
      ask("simulate --port 0")
    }`,
  );
  assertMatch(
    checked ?? "",
    /^\$ source-aircall check [^\n]*\n1\n +"base_url": "http:\/\/127\.0\.0\.1:8484"\n$/,
  );
  assertMatch(greeting ?? "", /^\$ [^\n]*\nListening on [^]*\nTry: curl [^\n]*\n$/);
});

Deno.test("every place that names a Deno version names the pinned one", async () => {
  const version = (await page(".deno-version")).trim();
  for (const name of ["README.md", "CONTRIBUTING.md", ".ci/run", ".github/workflows/ci.yml"]) {
    const named = [...(await page(name)).matchAll(/deno@(\d[\w.]*)/g)].map(([, found]) => found);
    assertEquals(named.filter((found) => found !== version), [], name);
  }
});
