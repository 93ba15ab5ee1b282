import { HttpFault } from "../../http/fault.ts";
import { bondOf, type Claim } from "../identity/owner.ts";
import type { Traces } from "../identity/traces.ts";
import { ForeignStore } from "../identity/words.ts";
import type { Finding } from "./finding.ts";

/** Whether a store can take the account; undefined where there is nothing to say of it. */
export async function storeFinding(traces: Traces, claim: Claim): Promise<Finding | undefined> {
  try {
    await bondOf(traces, claim);
    return undefined;
  } catch (error) {
    if (error instanceof ForeignStore) {
      return { check: "store", mark: "failed", found: error.found, advice: error.advice };
    }
    if (!(error instanceof HttpFault)) throw error;
    return {
      check: "store",
      mark: "warning",
      found: `it could not be told whether ${claim.path} is of this account (${error.message})`,
      advice: "A sync asks again, and writes nothing before it knows",
    };
  }
}
