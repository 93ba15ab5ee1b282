/**
 * The part of `@std/cli` that this project uses, over `node:util`.
 * Stands in for the original as long as `links` in the project's `deno.json` says so.
 *
 * @module
 */
export * from "./parse_args.ts";
