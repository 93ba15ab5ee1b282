/**
 * The parts of `@std/async` that this project uses, over `node:timers/promises` and the web's own streams and
 * signals.
 * Stands in for the original as long as `links` in the project's `deno.json` says so.
 *
 * @module
 */
export * from "./abortable.ts";
export * from "./deadline.ts";
export * from "./delay.ts";
export * from "./pool.ts";
export * from "./retry.ts";
