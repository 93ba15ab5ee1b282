import { capture } from "../../src/commands/capture.ts";

/** Not a test: a program for one. The capture, and beside it a fault that nobody catches. */
const running = capture(false);
const fault = new RangeError("gone astray");
if (Deno.args[0] === "throw") {
  setTimeout(() => {
    throw fault;
  });
} else Promise.reject(fault);
Deno.exit(await running);
