import { ConfigError } from "../../aircall/errors.ts";
import type { Stream } from "../../capture/stream.ts";
import { harmless } from "../preview/width.ts";

/** What is known where a store and an account do not belong together. */
export interface Foreign {
  path: string;
  /** What the company was called whose account is kept. */
  was: string | undefined;
  /** What the company is called whose account the configuration opens. */
  is: string | undefined;
  /** Lists of which the store has rows, and the account none of these. */
  parting: readonly Stream[];
  /** Whether the keys are noted that have opened the account that is kept. */
  noted: boolean;
}

/** A store is of another account than the one that a configuration opens, or nothing tells that it is of this one. Exit code 2. */
export class ForeignStore extends ConfigError {
  override name = "ForeignStore";

  /** @param advice ends without a full stop */
  constructor(readonly found: string, readonly advice: string) {
    super([`${found}. Nothing was changed. ${advice}.`]);
  }
}

const CURE = "Name another path for the account that api_id opens, or give the key of the one that is kept";
const ANEW = "everything that Aircall still serves (of calls, six months) is read once more";
const SAME =
  `If both are one account, run sync with the key of before and without --streams, if that key is still taken: from then on ` +
  `the account is known by all that it lists. Otherwise another path is the only way: ${ANEW}`;
const NEVER_NOTED = `Name another path, also if both are one account: ${ANEW}, and what is kept here stays`;

/** Why a store is not used for an account, and how to go on. */
export function foreign({ path, was, is, parting, noted }: Foreign): ForeignStore {
  const one = `${path} holds ${was === undefined ? "an account" : `the account of ${quoted(was)}`}`;
  const other = is === undefined
    ? "another one"
    : was === is
    ? "another one of that name"
    : `that of ${quoted(is)}`;
  if (parting.length === 0) {
    const opened = is === undefined ? "" : ` (${quoted(is)})`;
    return new ForeignStore(
      `${one}, and nothing that is kept there tells that api_id opens the same one${opened}`,
      noted ? `${CURE}. ${SAME}` : NEVER_NOTED,
    );
  }
  const lists = parting.map(({ name }) => name).join(" and ");
  return new ForeignStore(
    `${one}, and api_id opens ${other}: it lists none of the ${lists} that are kept`,
    CURE,
  );
}

/** Said once where a key was replaced. */
export function replacedKey(path: string): string {
  return `${path}: the API key is another one than before, and the account is the same; the new key is noted.`;
}

function quoted(name: string): string {
  return `"${harmless(name)}"`;
}
