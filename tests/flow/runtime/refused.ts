import { assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import { ProtocolError } from "../../../src/flow/runtime/mod.ts";

/** Asserts that a run is refused at this line, with words of this rule. */
export async function refused(run: () => Promise<unknown>, where: string, rule: RegExp): Promise<void> {
  const error = await assertRejects(run, ProtocolError);
  assertMatch(error.rule, rule);
  assertStringIncludes(error.message, `${where}: `);
}
