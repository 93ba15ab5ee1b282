import { company } from "../../aircall/streams/company.ts";
import { numbers } from "../../aircall/streams/numbers.ts";
import { users } from "../../aircall/streams/users.ts";
import type { Stream } from "../../capture/stream.ts";
import { HttpFault } from "../../http/fault.ts";
import type { Identity } from "../store/identity.ts";
import type { Store } from "../store.ts";
import { keyDigest } from "./key.ts";
import { type Asking, companyNow, firstKeys, listsOneOf } from "./listed.ts";
import { type Readable, type Traces, tracesIn } from "./traces.ts";
import { foreign } from "./words.ts";

/** Whose account a configuration opens, and where it is kept. */
export interface Claim extends Asking {
  apiId: string;
  /** Where the store is, as it was named. */
  path: string;
}

/** How a store and an account belong together: by a key that is known, because nothing is kept yet, or by what both have. */
export type Bond = "key" | "nothing" | "agreed";

/**
 * Whether a store may hold the account that a configuration opens. Where its key is known that costs no request; else it takes one for
 * the company, and one or a few for users and numbers.
 *
 *   users or numbers   one of the store's is listed           the same account: its key was replaced, perhaps its name too
 *                      all of the store's are unknown there   another account, whatever it is called
 *                      the store has none, or none is listed  as the company's name says
 *   nothing of that                                           as the other lists say, where they agree
 *
 * @throws {ForeignStore} it holds another account, or nothing tells that it is this one
 * @throws {HttpFault} it cannot be told now
 */
export async function bond(store: Readable, claim: Claim): Promise<Bond> {
  return isKnown(store.identity(), claim) ? "key" : await bondOf(await tracesIn(store), claim);
}

/** The same, where a store was looked through already. */
export async function bondOf(traces: Traces, claim: Claim): Promise<Bond> {
  if (isKnown(traces.identity, claim)) return "key";
  if (!traces.anything) return "nothing";
  const name = await companyNow(claim);
  const parting: Stream[] = [];
  for (const [stream, ids] of traces.steady) {
    const listed = await listsOneOf(stream, ids, claim);
    if (listed === true) return "agreed";
    if (listed === false) parting.push(stream);
  }
  if (parting.length === 0) {
    if (name !== undefined && traces.companies.has(name)) return "agreed";
    for (const [stream, keys] of traces.passing) {
      if (await listsOneOf(stream, keys, claim) === true) return "agreed";
    }
  }
  const was = [...traces.companies].at(-1);
  throw foreign({ path: claim.path, was, is: name, parting, noted: traces.identity !== undefined });
}

/**
 * Makes sure that a store holds the account that a configuration opens or nothing at all, and notes in it what that account is known by.
 * Nothing is written where it holds another one.
 *
 * @param captured what the run is going to keep: what those streams tell is asked for by them
 * @param replaced called where the account is the same, but its key another one than before
 * @throws what {@link bond} throws
 */
export async function own(
  store: Readable & Pick<Store, "identify">,
  claim: Claim,
  captured: readonly Stream[],
  replaced: () => void,
): Promise<void> {
  const how = await bond(store, claim);
  const before = how === "nothing" ? undefined : store.identity();
  const digest = keyDigest(claim.apiId);
  const told = async (stream: Stream) => captured.includes(stream) || await hasRows(store, stream);
  const identity: Identity = {
    ...before,
    keys: how === "key" ? before?.keys ?? [] : [...before?.keys ?? [], digest],
  };
  // what is asked here serves the next run whose key is another one: this run goes on without it
  if (identity.company === undefined && !await told(company)) {
    const name = await spared(companyNow(claim));
    if (name !== undefined) identity.company = name;
  }
  for (const [field, stream] of [["users", users], ["numbers", numbers]] as const) {
    if (identity[field] !== undefined || await told(stream)) continue;
    const keys = await spared(firstKeys(stream, claim));
    if (keys !== undefined) identity[field] = keys;
  }
  if (how === "agreed" && before) replaced();
  if (JSON.stringify(identity) !== JSON.stringify(before)) await store.identify(identity);
}

function isKnown(identity: Identity | undefined, { apiId }: Claim): boolean {
  return identity?.keys.includes(keyDigest(apiId)) ?? false;
}

async function hasRows(store: Readable, stream: Stream): Promise<boolean> {
  for await (const _ of store.rows(stream)) return true;
  return false;
}

/** What can be done without where Aircall does not give it now. */
async function spared<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof HttpFault) return undefined;
    throw error;
  }
}
