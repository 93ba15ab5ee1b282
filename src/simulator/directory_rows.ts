import type { Json } from "./json.ts";

/** A colleague, with what each of the API's views of them needs. */
export type User = {
  readonly id: number;
  readonly name: string;
  readonly email: string;
  readonly language: string;
  /** ISO 8601. */
  readonly created_at: string;
  readonly time_zone: string;
  readonly state: string;
  readonly wrap_up_time: number;
  /** Text with its leading zeros: `"001"`. */
  readonly extension: string;
  readonly availability_status: string;
  readonly default_number_id: number | null;
  readonly substatus: string;
  /** What /v1/users/availabilities says: `available`, `offline`, `do_not_disturb`, `in_call`, `after_call_work`. */
  readonly availability: string;
};

/** A team; who is in it goes by id. */
export type Team = {
  readonly id: number;
  readonly name: string;
  readonly created_at: string;
  readonly userIds: readonly number[];
};

/** A phone number of the account. */
export type Line = {
  readonly id: number;
  readonly digits: string;
  readonly name: string;
  readonly country: string;
  readonly time_zone: string;
  readonly availability_status: string;
  readonly is_ivr: boolean;
  readonly live_recording_activated: boolean;
  readonly priority: number | null;
  readonly created_at: string;
  readonly open: boolean;
  readonly waiting: string | null;
  readonly closed: string | null;
  /** Made before 2023: without `priority`, `created_at` and the newer messages. */
  readonly old: boolean;
  /** Only /v1/numbers/:id tells who answers it. */
  readonly userIds: readonly number[];
};

/** A tag; it has neither link nor time. */
export type Tag = {
  readonly id: number;
  readonly name: string;
  /** `#RRGGBB`, either case. */
  readonly color: string;
  readonly description: string | null;
};

/** A webhook as the list shows it, its secret included. */
export type Webhook = {
  /** Deprecated and in no order. */
  readonly id: number;
  readonly direct_link: string;
  readonly url: string;
  readonly active: boolean;
  readonly events: readonly string[];
  /** 32 hexadecimal digits; the one thing a capture must leave out. */
  readonly token: string;
  readonly created_at: string;
  readonly webhook_id: string;
};

/** A change to a row: any of its fields, and fields that the API has not had so far. */
export type Patch<T> = Partial<T> & { readonly [field: string]: Json | undefined };

/**
 * Rows of one kind in the order they were made, which is the order they are listed in. A deleted row is remembered for
 * the copies of it inside old calls.
 */
export class Rows<Key, T> {
  #rows = new Map<Key, T>();
  #gone = new Map<Key, T>();
  #list: readonly T[] | undefined;

  /** All living rows. */
  list(): readonly T[] {
    return this.#list ??= [...this.#rows.values()];
  }

  /** A living row. */
  get(key: Key): T | undefined {
    return this.#rows.get(key);
  }

  /** A row, living or as it was when it was deleted. */
  remembered(key: Key): T | undefined {
    return this.#rows.get(key) ?? this.#gone.get(key);
  }

  /** Adds a row or changes one; a changed row keeps its place. */
  set(key: Key, row: T): void {
    this.#rows.set(key, row);
    this.#list = undefined;
  }

  /** Changes some fields of a living row. @throws {RangeError} there is no such row */
  edit(key: Key, patch: Patch<T>): void {
    const row = this.#rows.get(key);
    if (row === undefined) throw new RangeError(`There is no row ${key} to edit`);
    this.set(key, { ...row, ...patch });
  }

  /** Takes a row off the list. @throws {RangeError} there is no such row */
  delete(key: Key): void {
    const row = this.#rows.get(key);
    if (row === undefined) throw new RangeError(`There is no row ${key} to delete`);
    this.#gone.set(key, row);
    this.#rows.delete(key);
    this.#list = undefined;
  }
}
