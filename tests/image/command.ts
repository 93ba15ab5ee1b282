/** A command failed. The message holds what it said last. */
export class CommandFailed extends Error {
  override name = "CommandFailed";
}

/**
 * Runs a command to its end.
 *
 * @returns what it wrote to stdout, without the last line's end
 * @throws {CommandFailed}
 */
export async function command(
  program: string,
  args: string[],
  env: Record<string, string> = {},
): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(program, { args, env, stdin: "null" }).output();
  const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes).trimEnd());
  if (code === 0) return out ?? "";
  throw new CommandFailed(
    `${program} ${args.join(" ")} ended with ${code}:\n${`${out}\n${err}`.trim().slice(-3000)}`,
  );
}

/** Programs of these that are not installed. */
export function missing(programs: string[]): string[] {
  return programs.filter((program) => {
    try {
      return !new Deno.Command("sh", { args: ["-c", `command -v ${program}`], stdout: "null" }).outputSync()
        .success;
    } catch {
      return true;
    }
  });
}
