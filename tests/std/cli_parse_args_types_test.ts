import { assertEquals } from "@std/assert";
import { type Args, parseArgs, type ParseOptions } from "@std/cli";

/** Holds at compile time: exactly the same type, in both directions. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends (<T>() => T extends B ? 1 : 2) ? true : false;

Deno.test("parseArgs types a string as text that may be missing and a boolean as never missing", () => {
  const args = parseArgs(["--out=a"], { string: ["out"], boolean: ["help"] });
  const types: [Same<typeof args.out, string | undefined>, Same<typeof args.help, boolean>] = [true, true];
  assertEquals([args.out, args.help, types], ["a", false, [true, true]]);
});

Deno.test("parseArgs types a single name like a list of one", () => {
  const args = parseArgs(["--out=a"], { string: "out", boolean: "help" });
  const types: [Same<typeof args.out, string | undefined>, Same<typeof args.help, boolean>] = [true, true];
  assertEquals([args.out, args.help, types], ["a", false, [true, true]]);
});

Deno.test("parseArgs types what is collected as a list that is never missing", () => {
  const args = parseArgs([], { string: ["out"], boolean: ["v"], collect: ["out", "v"] });
  const types: [Same<typeof args.out, string[]>, Same<typeof args.v, boolean[]>] = [true, true];
  assertEquals([args.out, args.v, types], [[], [], [true, true]]);
});

Deno.test("parseArgs types a negatable string as text or false", () => {
  const args = parseArgs(["--no-out"], { string: ["out"], negatable: ["out"] });
  const types: Same<typeof args.out, string | false | undefined> = true;
  assertEquals([args.out, types], [false, true]);
});

Deno.test("parseArgs types a default as a value that is never missing", () => {
  const args = parseArgs([], { string: ["out"], default: { out: 5 } });
  const types: Same<typeof args.out, string | number> = true;
  assertEquals([args.out, types], [5, true]);
});

Deno.test("parseArgs types aliases like the names that they stand for", () => {
  const args = parseArgs(["-o", "a"], { string: ["out"], alias: { out: "o" } });
  const types: Same<typeof args.o, string | undefined> = true;
  assertEquals([args.o, args.out, types], ["a", "a", true]);
});

Deno.test("parseArgs types dotted names as nested objects", () => {
  const args = parseArgs(["--net.host=::1"], { string: ["net.host"], boolean: ["log.json"] });
  const host: string | undefined = args.net?.host;
  const json: boolean = args.log.json;
  assertEquals([host, json], ["::1", false]);
});

Deno.test("parseArgs types arguments as text or numbers, and what follows -- as text", () => {
  const args = parseArgs(["1", "--", "2"], { string: ["out"], "--": true });
  const types: [Same<typeof args._, (string | number)[]>, Same<(typeof args)["--"], string[]>] = [true, true];
  assertEquals([args._, args["--"], types], [[1], ["2"], [true, true]]);
});

Deno.test("parseArgs knows nothing of the type of a name that is declared nowhere", () => {
  const args = parseArgs(["--other=1"], { string: ["out"] });
  const types: Same<typeof args.other, unknown> = true;
  assertEquals([args.other, types], [1, true]);
});

Deno.test("Args and ParseOptions are types of their own", () => {
  const options: ParseOptions = { boolean: ["on"], unknown: () => true };
  const args: Args = parseArgs(["--on"], options);
  assertEquals(args, { on: true, _: [] });
});
