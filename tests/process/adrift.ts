/** Not a test: a program for one. The door of a build whose commands cannot be loaded. */
import { door } from "../../src/commands/door.ts";

const [first] = Deno.args;
const fault = first === "pipe" ? new Deno.errors.BrokenPipe() : new RangeError("gone astray\nand more");
Deno.exit(await door(Deno.args, () => Promise.reject(fault)));
