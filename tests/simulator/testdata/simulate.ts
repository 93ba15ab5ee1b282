import { parse } from "../../../src/commands/command.ts";
import { simulate } from "../../../src/commands/simulate.ts";

/** The command by itself, as the door starts it. */
Deno.exit(await simulate.run(parse(simulate, Deno.args)));
