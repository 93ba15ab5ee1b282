import { assertEquals, assertMatch, assertThrows } from "@std/assert";
import { fileURLToPath } from "node:url";
import configuration from "../../deno.json" with { type: "json" };
import { releaseNotes, TagError } from "../../src/build/release_notes.ts";

const CHANGELOG = `# Changelog

## 1.10.0 (2026-11-26)

- Says less.

### For operators

- Nothing.

## 1.1.0

- Was.

## 1.0.0

`;

Deno.test("a release's notes are its own section of the changelog, to the next version's heading", () => {
  assertEquals(
    releaseNotes("v1.10.0", "1.10.0", CHANGELOG),
    "- Says less.\n\n### For operators\n\n- Nothing.",
  );
  assertEquals(releaseNotes("v1.1.0", "1.1.0", CHANGELOG), "- Was.");
});

Deno.test("a tag that is not deno.json's version, or none at all, makes no release", () => {
  const refused = (tag: string, version: string, message: string) =>
    assertThrows(() => releaseNotes(tag, version, CHANGELOG), TagError, message);
  refused("v1.1.0", "1.10.0", "the tag is v1.1.0, but deno.json says 1.10.0");
  for (const tag of ["", "1.1.0", "v1.1", "v01.1.0", "v1.1.0-rc.1", "v1.1.0\n", "v1.1.0; true"]) {
    refused(tag, "1.1.0", "is no tag of a release");
  }
});

Deno.test("a version that the changelog does not tell about, once and in words, makes no release", () => {
  const refused = (version: string, changelog: string, message: string) =>
    assertThrows(() => releaseNotes(`v${version}`, version, changelog), TagError, message);
  refused("1.2.0", CHANGELOG, 'no sections "## 1.2.0"');
  refused("1.0.0", CHANGELOG, 'says nothing below "## 1.0.0"');
  refused("1.1.0", `${CHANGELOG}## 1.1.0\n\n- Again.\n`, '2 sections "## 1.1.0"');
  // the point is no wildcard, and a longer version is another one
  refused("1.1.0", "## 1x1x0\n\n- Is.\n\n## 1.1.00\n\n- Is.\n", 'no sections "## 1.1.0"');
});

Deno.test("the task prints the notes of this version, and ends with 1 and one line for another", async () => {
  const run = async (tag: string) => {
    const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: ["task", "-q", "release:notes", tag],
      cwd: fileURLToPath(new URL("../../", import.meta.url)),
      env: { NO_COLOR: "1" },
    }).output();
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
    return { code, out: text(stdout), err: text(stderr) };
  };
  const { code, out, err } = await run(`v${configuration.version}`);
  assertEquals([code, err], [0, ""]);
  assertMatch(out, /^- \w/);
  assertEquals(await run("v999.0.0"), {
    code: 1,
    out: "",
    err: `release:notes: the tag is v999.0.0, but deno.json says ${configuration.version}: ` +
      "write the version first, then tag\n",
  });
});
