import { ConfigError } from "./errors.ts";

/**
 * The JSON of a file that a command was given.
 *
 * @param what the file is, for the error: `configuration`
 * @throws {ConfigError} it cannot be read, or is no JSON; nothing of what is in it is quoted
 */
export async function jsonOf(
  what: string,
  path: string,
  read: (path: string) => Promise<string>,
): Promise<unknown> {
  let text: string;
  try {
    text = await read(path);
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? "there is no such file"
      : error instanceof Deno.errors.NotCapable
      ? "this program may read ordinary files alone"
      : error instanceof Error
      ? error.message.split("\n")[0]
      : String(error);
    throw new ConfigError([`the ${what} ${path} cannot be read: ${why}`]);
  }
  if (text.includes("\ufffd")) throw new ConfigError([`the ${what} ${path} is not written in UTF-8`]);
  try {
    // the parser's own words would quote the file, and with it a token
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw new ConfigError([`the ${what} ${path} is no JSON`]);
  }
}
