import { z } from "zod";

const REQUEST = '{"spec":{"connectorType":"IMAGE","config":{}}}\n';
const Answer = z.object({ spec: z.looseObject({ protocol: z.literal(3_032_023) }) });

/** After this long a program that does not answer is ended, in milliseconds. */
const PATIENCE = 30_000;

/**
 * Asks a program for its spec, as the platform does first.
 *
 * @returns what is wrong, a sentence; undefined where it answers as it has to
 */
export async function answersSpec(command: string, args: string[] = []): Promise<string | undefined> {
  let child: Deno.ChildProcess;
  try {
    child = new Deno.Command(command, { args, stdin: "piped", stdout: "piped", stderr: "piped" }).spawn();
  } catch (error) {
    return `it cannot be started: ${error instanceof Error ? error.message : String(error)}`;
  }
  const guard = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  try {
    const written = new Blob([REQUEST]).stream().pipeTo(child.stdin).catch(() => {});
    const { code, stdout, stderr } = await child.output();
    await written;
    const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes).trim();
    if (code !== 0) {
      return `it ended with exit code ${code} and said: ${text(stderr).slice(0, 300) || "nothing"}`;
    }
    return Answer.safeParse(parsed(text(stdout))).success
      ? undefined
      : `it answered: ${text(stdout).slice(0, 300) || "nothing"}`;
  } finally {
    clearTimeout(guard);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
