import { fits } from "../../capture/fits.ts";
import { list, object, optional, text } from "../../capture/shape.ts";

/** Whose a store is: what the account it was filled from is known by. */
export interface Identity {
  /** Digests of the API keys that have opened it. */
  keys: string[];
  /** What the company was called, and ids of users and numbers: asked for where no stream that is kept tells them. */
  company?: string;
  users?: string[];
  numbers?: string[];
}

const Kept = object({
  keys: list(text),
  company: optional(text),
  users: optional(list(text)),
  numbers: optional(list(text)),
});

/** Whose a store is, as it was noted; undefined where that was never done, or is not what was written: the rows tell it then. */
export function identityOf(value: unknown): Identity | undefined {
  if (!fits(Kept, value)) return undefined;
  const { keys, company, users, numbers } = value;
  return {
    keys,
    ...(company === undefined ? {} : { company }),
    ...(users === undefined ? {} : { users }),
    ...(numbers === undefined ? {} : { numbers }),
  };
}
