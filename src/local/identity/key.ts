import { createHash } from "node:crypto";

/** What a store keeps of an API key instead of its id: enough to know it again, and no more. */
export function keyDigest(apiId: string): string {
  return createHash("sha256").update(`source-aircall api_id ${apiId}`).digest("hex").slice(0, 32);
}
