/**
 * The part of `@std/cli` that this project uses, over `node:util`.
 *
 * @module
 */
export * from "./parse_args.ts";
