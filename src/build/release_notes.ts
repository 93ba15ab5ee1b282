// deno task release:notes TAG: prints what the changelog says of a release.
// deno-lint-ignore-file no-console -- a task prints
import configuration from "../../deno.json" with { type: "json" };

/** A tag that no release can be made of. The message says why and what to do. */
export class TagError extends Error {
  override name = "TagError";
}

const TAG = /^v(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

/**
 * What the changelog says of the version that a tag names: the section below its heading, `## 1.2.3`, behind which a date may stand.
 *
 * @param version that of deno.json
 * @throws {TagError} the tag names no version or another one, or the changelog does not have that one section
 */
export function releaseNotes(tag: string, version: string, changelog: string): string {
  if (!TAG.test(tag)) {
    throw new TagError(`"${tag}" is no tag of a release: that is a v and three numbers, as v${version}`);
  }
  if (tag !== `v${version}`) {
    throw new TagError(`the tag is ${tag}, but deno.json says ${version}: write the version first, then tag`);
  }
  const sections = changelog.split(/^## /m).slice(1);
  const found = sections.filter((section) => /^\S*/.exec(section)?.[0] === version);
  if (found.length !== 1) {
    throw new TagError(
      `CHANGELOG.md has ${found.length || "no"} sections "## ${version}"; it has to have one`,
    );
  }
  const notes = (found[0] ?? "").split("\n").slice(1).join("\n").trim();
  if (notes === "") throw new TagError(`CHANGELOG.md says nothing below "## ${version}"`);
  return notes;
}

if (import.meta.main) {
  try {
    const changelog = await Deno.readTextFile(new URL("../../CHANGELOG.md", import.meta.url));
    console.log(releaseNotes(Deno.args[0] ?? "", configuration.version, changelog));
  } catch (error) {
    if (!(error instanceof TagError)) throw error;
    console.error(`release:notes: ${error.message}`);
    Deno.exit(1);
  }
}
