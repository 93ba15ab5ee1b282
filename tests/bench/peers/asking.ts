import { type Cost, measured } from "../measured.ts";
import type { Contender } from "./contender.ts";

/** A spec that takes longer does not come, in milliseconds. */
const PATIENCE = 60_000;

/** Asks a connector what it is, in a process of its own. @throws {Error} it did not answer, or failed */
export async function asking({ name, spec }: Contender): Promise<Cost> {
  if (!spec) throw new Error(`${name} has no spec of its own`);
  const { command, args, env = {}, input = "" } = spec;
  const process = new Deno.Command(command, { args, env, stdin: "piped", stdout: "piped", stderr: "null" });
  let said = 0;
  const cost = await measured(process, async (child) => {
    const guard = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
    try {
      // one that reads no input may have ended before it is told anything
      await new Blob([input]).stream().pipeTo(child.stdin).catch(() => {});
      for await (const chunk of child.stdout) said += chunk.length;
    } finally {
      clearTimeout(guard);
    }
  });
  if (said === 0) throw new Error(`${name} ended without a spec`);
  return cost;
}
