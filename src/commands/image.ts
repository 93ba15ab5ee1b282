/** The door of the image: the same program without its commands, so that nothing is in it but the Flow capture protocol. */
import { door } from "./door.ts";

if (import.meta.main) Deno.exit(await door(Deno.args, () => Promise.resolve({})));
