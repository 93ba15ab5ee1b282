import type { FlowRuntime } from "../../src/flow/runtime/mod.ts";
import type { Simulator, StreamName } from "../../src/simulator/mod.ts";

/**
 * Whether the collections equal the account. What asks so after each commit, to see when all has come, would compare all that is there each
 * time: the long lists are counted before.
 */
export function isWhole(
  world: { simulator: Simulator; runtime: FlowRuntime; bound: StreamName[]; differences(): string[] },
): boolean {
  const { account } = world.simulator;
  const served = new Map<StreamName, number>([
    ["calls", account.calls.select(-Infinity, Infinity, account.now).total],
    ["contacts", account.contacts.size],
  ]);
  const short = world.bound.some((name) => world.runtime.collection(name).size < (served.get(name) ?? 0));
  return !short && world.differences().length === 0;
}
