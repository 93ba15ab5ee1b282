// deno-lint-ignore-file no-console -- a program that prints
// A program that answers each piece of its input, and does nothing else.
for await (const _ of Deno.stdin.readable) console.log("{}");
