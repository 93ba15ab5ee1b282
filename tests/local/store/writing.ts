import { assertEquals } from "@std/assert";

const WRITER = new URL("writer.ts", import.meta.url).pathname;
const ROOT = new URL("../../../", import.meta.url).pathname;

/** How the writer is started. */
export const WRITER_ARGS = ["run", "-q", "--no-check", "--config", `${ROOT}deno.json`, "-P=cli", WRITER];

/** Writes into a store in a process of its own, and kills that a while after it has kept so many batches. @returns the last that it said */
export async function writeAndDie(path: string, after: number, wait: number): Promise<number> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [...WRITER_ARGS, path],
    stdout: "piped",
    stderr: "inherit",
    env: { NO_COLOR: "1" },
  }).spawn();
  let said = "";
  let due: ReturnType<typeof setTimeout> | undefined;
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    said += text;
    if (due === undefined && said.split("\n").length > after) {
      due = setTimeout(() => child.kill("SIGKILL"), wait);
    }
  }
  clearTimeout(due);
  assertEquals((await child.status).signal, "SIGKILL");
  return Number(said.split("\n").at(-2));
}
