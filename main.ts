/** The door: the whole program, with every command. */
import { door } from "./src/commands/door.ts";

if (import.meta.main) {
  Deno.exit(await door(Deno.args, async () => (await import("./src/commands/mod.ts")).commands));
}
