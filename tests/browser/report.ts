import {
  assert,
  assertEquals,
  assertGreaterOrEqual,
  assertLessOrEqual,
  assertStringIncludes,
} from "@std/assert";
import { pathToFileURL } from "node:url";
import type { Audit } from "../../src/local/audit/result.ts";
import { reportPage } from "../../src/local/report/page.ts";
import { AuditedAccount } from "../local/audit/audited.ts";
import { Chromium, type Look } from "./chromium.ts";

// The report in a real browser: deno task browser. With PICTURES=FOLDER it leaves what it saw there.

const EVIL =
  `</title><script>document.title = "taken over"</script><img src=x onerror="document.title='taken over'">`;
const LOOKS: [name: string, look: Look][] = [
  ["light", { width: 1200, height: 900, scheme: "light" }],
  ["dark", { width: 1200, height: 900, scheme: "dark" }],
  ["phone", { width: 360, height: 800, scheme: "light", mobile: true }],
  ["dark-phone", { width: 360, height: 800, scheme: "dark", mobile: true }],
];

/** An account of six months that was synced a few times and lost something since, and its report. */
async function made(): Promise<{ audit: Audit; page: string }> {
  const account = new AuditedAccount({
    size: { calls: 12_000, days: 184, contacts: 900, users: 30, teams: 5, numbers: 9, tags: 20, webhooks: 3 },
    live: 8,
    limit: 900,
    requestsPerMinute: 1000,
  });
  await account.sync();
  for (let week = 0; week < 8; week++) {
    await account.clock.sleep(3 * 86_400_000);
    for (const key of [...account.store.table("contacts").keys()].slice(0, 5)) {
      account.simulator.account.deleteContact(Number(key));
    }
    for (const key of [...account.store.table("contacts").keys()].slice(10, 20)) {
      account.simulator.account.editContact(Number(key), { first_name: `Changed ${week}` });
    }
    await account.sync();
  }
  for (const key of [...account.store.table("calls").keys()].filter((_, i) => i % 1500 === 1499)) {
    account.store.table("calls").delete(key);
  }
  account.simulator.account.renameCompany(EVIL);
  const audit = await account.audit("days");
  const [changes, runs] = [await account.store.changes(), await account.store.runs()];
  return { audit, page: await reportPage({ audit: { ...audit, against: EVIL }, changes, runs }) };
}

/** Texts that are harder to read than WCAG's AA allows. It runs in the page. */
const FAINT = `(() => {
  const rgb = (text) => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4)
    .reduce((sum, c, i) => sum + c * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = rgb(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const faint = new Set();
  for (const element of document.querySelectorAll("body *")) {
    if (![...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
    if (["title", "desc"].includes(element.tagName)) continue;
    const style = getComputedStyle(element);
    const [a, b] = [rgb(element.ownerSVGElement ? style.fill : style.color), ground(element)].map(light).sort((x, y) => y - x);
    if ((a + 0.05) / (b + 0.05) < 4.5) faint.add(element.tagName + " " + element.className + " " + element.textContent.slice(0, 40));
  }
  return [...faint];
})()`;

/** How far two shades that stand beside each other in the key are apart, as a ratio of their luminance. */
const SHADES =
  `[...document.querySelectorAll(".key")][0].querySelectorAll("rect[class^=q]:not(.off)").values()
  .map((rect) => getComputedStyle(rect).fill.match(/\\d+/g).map(Number)).map(([r, g, b]) => 0.2126 * r + 0.7152 * g + 0.0722 * b).toArray()`;

/** Where something ends on the right. */
const rightOf = (element: string) => `${element}.getBoundingClientRect().right`;

Deno.test("the report opens in a browser without a message and without a request, in light and dark, wide and narrow", async (test) => {
  const { audit, page } = await made();
  const folder = await Deno.makeTempDir();
  await using browser = await Chromium.start();
  try {
    const path = `${folder}/report.html`;
    await Deno.writeTextFile(path, page);
    const calls = audit.streams.find(({ stream }) => stream === "calls");
    assert(calls && calls.differences.length > 5);
    for (const [name, look] of LOOKS) {
      await test.step(name, async () => {
        await browser.open(pathToFileURL(path).href, look);
        const pictures = Deno.env.get("PICTURES");
        if (pictures) await Deno.writeFile(`${pictures}/${name}.png`, await browser.picture());
        assertEquals(browser.said, { messages: [], requests: [] });
        // what the account says is text: nothing of it ran
        assertStringIncludes(String(await browser.value("document.title")), EVIL);
        assertEquals(await browser.value("document.scripts.length + document.images.length"), 0);
        // the page itself never scrolls sideways; its calendar and tables do within their boxes
        assertEquals(await browser.value("document.documentElement.scrollWidth"), look.width);
        assertEquals(await browser.value("document.querySelectorAll('details').length"), 3);
        await browser.value("for (const one of document.querySelectorAll('details')) one.open = true");
        assertEquals(await browser.value("document.documentElement.scrollWidth"), look.width);
        assertEquals(await browser.value(FAINT), []);
        const shown = String(await browser.value("document.body.innerText")).replaceAll(/\s+/g, " ");
        for (const { day, stored, counted } of calls.days) {
          assertStringIncludes(
            shown,
            `${day} ${stored.toLocaleString("en")} ${counted?.toLocaleString("en")} `,
          );
        }
        assertEquals(
          await browser.value("document.querySelectorAll('svg .cross').length"),
          calls.differences.length + 1,
        );
        // the newest day, and how many rows each stream has, are in sight without scrolling
        assertLessOrEqual(
          Number(await browser.value(rightOf("[...document.querySelectorAll('.calendar rect')].at(-1)"))),
          look.width,
        );
        assertLessOrEqual(
          Number(await browser.value(rightOf("document.querySelector('tbody tr').cells[3]"))),
          look.width,
        );
        const ground = await browser.value("getComputedStyle(document.body).backgroundColor");
        assertEquals(ground, look.scheme === "dark" ? "rgb(15, 19, 24)" : "rgb(255, 255, 255)");
        // one way from no call to most calls, so that it can be read without telling colours apart
        const shades = [...Object(await browser.value(SHADES))].map(Number);
        assertGreaterOrEqual(shades.length, 5);
        assertEquals(shades.toSorted((a, b) => look.scheme === "dark" ? a - b : b - a), shades);
        const text = Number(
          await browser.value(
            "Math.min(...[...document.querySelectorAll('svg[role=img] text')].map((one) => one.getBoundingClientRect().height))",
          ),
        );
        assertGreaterOrEqual(text, 11);
      });
    }
    await test.step("to those who do not see it", async () => {
      await browser.open(
        pathToFileURL(path).href,
        LOOKS[0]?.[1] ?? { width: 1200, height: 900, scheme: "light" },
      );
      const nodes = await browser.accessible();
      const names = (role: string) => nodes.filter((node) => node.role === role).map(({ name }) => name);
      assertEquals([names("main").length, names("banner").length, names("contentinfo").length], [1, 1, 1]);
      const images = names("image");
      assertEquals(images.filter((name) => !name), []);
      assertStringIncludes(images.join("; "), "Calls a day, captured against counted");
      assertEquals(names("heading").filter((name) => !name), []);
      assertLessOrEqual(
        new Set(["What is stored, held against Aircall", "Streams", "Differences"]).difference(
          new Set(names("heading")),
        ).size,
        0,
      );
    });
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("a page that says something, asks for something, or does what its policy forbids is noticed", async () => {
  const folder = await Deno.makeTempDir();
  await using browser = await Chromium.start();
  try {
    const path = `${folder}/other.html`;
    const policy = `<meta http-equiv="Content-Security-Policy" content="style-src 'none'">`;
    await Deno.writeTextFile(
      path,
      `${policy}<p style="color:red">a</p><script>console.log("said")</script><img src="absent.gif">`,
    );
    await browser.open(pathToFileURL(path).href, { width: 360, height: 800, scheme: "light" });
    const { messages, requests } = browser.said;
    assertStringIncludes(messages.join("\n"), '"said"');
    assertStringIncludes(messages.join("\n"), "Content Security Policy");
    assertEquals(requests.length, 1);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
