/** A block of output in a page: which task prints it, and what the page shows. */
export interface Block {
  /** The task's name and arguments. */
  task: string[];
  /** What stands between the fences. */
  text: string;
}

/** Pages whose blocks of output are made by running. */
export const pages = ["README.md", "docs/simulator.md", "docs/airbyte.md"];

const ROOT = new URL("../../", import.meta.url);
/** `<!-- output: task demo -->`, then a fenced block. */
const BLOCK = /(<!-- output: task ([^\n]+?) -->\n+```text\n)([\s\S]*?)(```)/g;

/** The text of a page of this project. */
export function page(name: string): Promise<string> {
  return Deno.readTextFile(new URL(name, ROOT));
}

/** The blocks of a page, in their order. */
export function blocks(text: string): Block[] {
  return [...text.matchAll(BLOCK)].map(([, , task = "", shown = ""]) => ({
    task: task.split(" "),
    text: shown,
  }));
}

/** A page with its blocks replaced, in their order. */
export function withBlocks(text: string, outputs: string[]): string {
  let next = 0;
  return text.replaceAll(BLOCK, (_, head, _task, _old, foot) => `${head}${outputs[next++] ?? ""}${foot}`);
}

/**
 * What a task prints to stdout that is no terminal.
 *
 * @throws it ended with another exit code than 0
 */
export async function run(task: string[]): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "-q", ...task],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (code !== 0) {
    throw new Error(`deno task ${task.join(" ")} ended with ${code}: ${text(stderr)}${text(stdout)}`);
  }
  return `${text(stdout).trim()}\n`;
}

/** What stays the same from run to run: the distinct lines, whatever their figures and order; passing progress is left out. */
export function shape(text: string): string[] {
  const lines = text.split("\n")
    .map((line) => line.replaceAll(/\d+([.,:]\d+)*/g, "0").replaceAll(/\s+/g, " ").trim())
    // how long it takes is not known at once on a busy machine
    .filter((line) => line !== "" && !/( left| 0\/s)$/.test(line));
  return [...new Set(lines)].sort();
}
