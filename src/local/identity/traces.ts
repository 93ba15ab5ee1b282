import { calls } from "../../aircall/streams/calls.ts";
import { company } from "../../aircall/streams/company.ts";
import { streams } from "../../aircall/streams/mod.ts";
import { numbers } from "../../aircall/streams/numbers.ts";
import { tags } from "../../aircall/streams/tags.ts";
import { userAvailability } from "../../aircall/streams/user_availability.ts";
import { users } from "../../aircall/streams/users.ts";
import { isObject } from "../../capture/fits.ts";
import { type Key, keyOf } from "../../capture/row.ts";
import { type JsonObject, keyField, type Stream } from "../../capture/stream.ts";
import type { Identity } from "../store/identity.ts";
import type { Store } from "../store.ts";

/** What of a store is read to know whose it is. */
export type Readable = Pick<Store, "identity" | "state" | "rows">;

/** What a store tells of the account that it was filled from. */
export interface Traces {
  /** Undefined where none was noted. */
  identity: Identity | undefined;
  /** Whether there is anything that could be another account's. */
  anything: boolean;
  /** What the company was called. */
  companies: ReadonlySet<string>;
  /** Ids of users and of numbers: no company ever has another one's. */
  steady: ReadonlyMap<Stream, ReadonlySet<Key>>;
  /** Keys of lists that may come to hold nothing of what they held, and tell something only where they agree. */
  passing: ReadonlyMap<Stream, ReadonlySet<Key>>;
}

/** Rows of a stream that are looked at, at most: an account's calls are millions, and name a few hundred users. */
const ROWS = 5000;
/** Tags may be the same ones in every account: some are there from its first day. */
const OTHERS = streams.filter((stream) =>
  ![calls, company, numbers, tags, userAvailability, users].includes(stream)
);

/** Looks through a store. */
export async function tracesIn(store: Readable): Promise<Traces> {
  const identity = store.identity();
  const ids = { users: new Set(identity?.users), numbers: new Set(identity?.numbers) };
  const companies = new Set(identity?.company === undefined ? [] : [identity.company]);
  const passing = new Map(OTHERS.map((stream) => [stream, new Set<Key>()]));
  let anything = false;
  for (const stream of streams) {
    anything ||= Object.keys(store.state(stream)).length > 0;
    let count = 0;
    for await (const row of store.rows(stream)) {
      anything = true;
      const key = keyOf(row, keyField(stream));
      if (stream === calls) {
        add(ids.users, idIn(row["user"]));
        add(ids.numbers, idIn(row["number"]));
      } else if (stream === company) add(companies, key);
      else if (stream === users || stream === userAvailability) add(ids.users, key);
      else if (stream === numbers) add(ids.numbers, key);
      else add(passing.get(stream), key);
      if (++count === ROWS) break;
    }
  }
  return {
    identity,
    anything,
    companies,
    steady: new Map([[users, ids.users], [numbers, ids.numbers]]),
    passing,
  };
}

function add(set: Set<Key> | undefined, key: Key | undefined): void {
  if (key !== undefined) set?.add(key);
}

/** The id of what stands inside a call. */
function idIn(value: JsonObject[string] | undefined): Key | undefined {
  return isObject(value) ? keyOf(value, "id") : undefined;
}
