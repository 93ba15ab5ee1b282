import { runOnAccount } from "./account.ts";
import { type Session, session } from "./session.ts";

/** A block of output in a page: what prints it, and what the page shows. */
export interface Block {
  /**
   * A task of this project (`task demo`), a line for a shell that begins with the program (`source-aircall doctor --config aircall.json`) or with
   * something else (`$ grep …`), or the program on an account of its own, the same one each time (`account preview …`,
   * `troubled-account doctor …`).
   */
  command: string[];
  /** The exit code that it ends with. */
  code: number;
  /** What stands between the fences. */
  text: string;
}

const ROOT = new URL("../../", import.meta.url);
/** `<!-- output: task demo -->`, or with another exit code than 0 `<!-- output 1: … -->`, then a fenced block. */
const BLOCK =
  /(<!-- output ?(\d*): ((?:task|source-aircall|account|troubled-account|\$) [^\n]+?) -->\n+```(?:text|json)\n)([\s\S]*?)(```)/g;

/** Every page of this project, by its path. */
export function allPages(): string[] {
  const found = ["README.md", "CONTRIBUTING.md", "SECURITY.md"];
  const look = (folder: string) => {
    for (const { name, isDirectory } of Deno.readDirSync(new URL(folder, ROOT))) {
      if (isDirectory) look(`${folder}${name}/`);
      else if (name.endsWith(".md")) found.push(`${folder}${name}`);
    }
  };
  look("docs/");
  return found.sort();
}

/** The pages whose blocks of output are made by running. */
export const pages: string[] = allPages().filter((name) =>
  blocks(Deno.readTextFileSync(new URL(name, ROOT))).length > 0
);

/** The text of a page of this project. */
export function page(name: string): Promise<string> {
  return Deno.readTextFile(new URL(name, ROOT));
}

/** The blocks of a page, in their order. */
export function blocks(text: string): Block[] {
  return [...text.matchAll(BLOCK)].map(([, , code = "", command = "", shown = ""]) => ({
    command: command.split(" "),
    code: Number(code),
    text: shown,
  }));
}

/** A page with its blocks replaced, in their order. */
export function withBlocks(text: string, outputs: string[]): string {
  let next = 0;
  return text.replaceAll(
    BLOCK,
    (_, head, _code, _command, _old, foot) => `${head}${outputs[next++] ?? ""}${foot}`,
  );
}

/**
 * What a page's commands print, in their order: the program's in one folder and against one account, each below the line that was run.
 *
 * @throws {Error} one ended with another exit code than the page says
 */
export async function outputs(text: string): Promise<string[]> {
  const shown: string[] = [];
  let open: Session | undefined;
  try {
    for (const { command: [program = "", ...args], code } of blocks(text)) {
      const named = [program, ...args].join(" ");
      const line = program === "$"
        ? args.join(" ")
        : named.replace(/^(troubled-)?account /, "source-aircall ");
      const ran = program === "task"
        ? await task(args)
        : program === "account" || program === "troubled-account"
        ? await runOnAccount(program, args)
        : await (open ??= await session(text)).run(line);
      if (ran.code !== code) {
        throw new Error(`${named} ended with ${ran.code}: ${ran.text}`);
      }
      shown.push(`${program === "task" ? "" : `$ ${line}\n`}${ran.text}\n`);
    }
  } finally {
    await open?.[Symbol.asyncDispose]();
  }
  return shown;
}

/** What a task prints to stdout that is no terminal. */
async function task(args: string[]): Promise<{ text: string; code: number }> {
  const { code, stdout, stderr } = await new Deno.Command(Deno.execPath(), {
    args: ["task", "-q", ...args],
    cwd: ROOT,
    env: { NO_COLOR: "1" },
  }).output();
  const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
  return { text: code === 0 ? text(stdout) : `${text(stderr)}${text(stdout)}`, code };
}

/** What stays the same from run to run: the distinct lines, whatever their figures and order; passing progress is left out. */
export function shape(text: string): string[] {
  const lines = text.split("\n")
    .map((line) => line.replaceAll(/\d+([.,:]\d+)*/g, "0").replaceAll(/\s+/g, " ").trim())
    // how long it takes is not known at once on a busy machine, nor in which phases it is seen
    .filter((line) => line !== "" && !/( left| 0\/s)$/.test(line) && !/^0-0-0 0 \w+: /.test(line));
  return [...new Set(lines)].sort();
}
