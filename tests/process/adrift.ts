/** The door of a build whose commands cannot be loaded. */
import { door } from "../../src/commands/door.ts";

if (import.meta.main) {
  Deno.exit(await door(Deno.args, () => Promise.reject(new RangeError("gone astray\nand more"))));
}
