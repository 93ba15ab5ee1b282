import { type ContactPhone, contactPhone, echoTest, inventContact } from "./contact_document.ts";
import type { Json, Row } from "./json.ts";
import { Memo } from "./memo.ts";
import { Random } from "./random.ts";
import { type Selection, selection } from "./selection.ts";
import { SortedPairs } from "./sorted_pairs.ts";

/** What a list of contacts is sorted by. */
export type ContactOrder = "created_at" | "updated_at";

/** The shared contacts of an account. Kept as ids and times; documents are made on demand, changes are kept beside. */
export class Contacts {
  #seed: number;
  #byCreation = new SortedPairs();
  #byUpdate = new SortedPairs();
  #createdAt = new SortedPairs();
  #updatedAt = new SortedPairs();
  /** What was changed since a contact was made: its fields that are not as invented. */
  #changes = new Map<number, Row>();
  /** Ids of the first contacts, which the calls of the past were held with. */
  #first: Float64Array;
  #echo: number;
  #nextId = 518_778_000;
  #random: Random;
  /** Contacts as they were made, but for their times. */
  readonly #invented: Memo<Row>;

  /**
   * Makes the first contacts.
   *
   * @param begin Unix seconds of the account's present; contacts were made in the 300 days before
   * @param count how many there are at first, the Echo Test among them
   */
  constructor(seed: number, begin: number, count: number) {
    this.#seed = seed;
    this.#random = new Random(seed, 3);
    this.#first = new Float64Array(count);
    this.#echo = this.#nextId;
    this.#invented = new Memo((id) => id === this.#echo ? echoTest(id, 0, 0) : inventContact(seed, id, 0, 0));
    const span = 300 * 86_400;
    const step = span / Math.max(count, 1);
    let imported = 0;
    let createdAt = begin - span;
    for (let i = 0; i < count; i++) {
      // An import makes many contacts within the same second.
      if (imported > 0) imported--;
      else {
        createdAt = Math.floor(begin - span + step * i + this.#random.next() * step * 0.9);
        if (this.#random.chance(0.01)) imported = this.#random.whole(2, 70);
      }
      this.#first[i] = this.#make(
        createdAt,
        i === 0 ? createdAt : firstUpdate(this.#random, createdAt, begin),
      );
    }
  }

  /** How many there are now. */
  get size(): number {
    return this.#createdAt.length;
  }

  /** Whether the contact is there. */
  has(id: number): boolean {
    return this.#createdAt.get(id) !== undefined;
  }

  /** The contact as the API shows it, or undefined when it is gone or never was. */
  document(id: number): Row | undefined {
    if (!this.has(id)) return undefined;
    const { createdAt, updatedAt } = this.#times(id);
    const own = { ...this.#changes.get(id), created_at: createdAt, updated_at: updatedAt };
    return { ...this.#invented.of(id), ...own };
  }

  /** All ids, oldest contact first. */
  ids(): number[] {
    return Array.from({ length: this.size }, (_, rank) => this.#byCreation.second(rank));
  }

  /**
   * Contacts made from `from` to `to`, both included and both about `created_at`, whatever they are sorted by.
   * Ascending, ties by id.
   */
  select(from: number, to: number, order: ContactOrder): Selection {
    const low = this.#byCreation.rank(from);
    const total = Math.max(0, this.#byCreation.rank(to + 1) - low);
    if (order === "created_at") return { total, at: (rank) => this.#byCreation.second(low + rank) };
    if (total === this.size) return { total, at: (rank) => this.#byUpdate.second(rank) };
    const ids: number[] = [];
    for (let rank = 0; rank < this.size && ids.length < total; rank++) {
      const id = this.#byUpdate.second(rank);
      const createdAt = this.#createdAt.get(id) ?? NaN;
      if (createdAt >= from && createdAt <= to) ids.push(id);
    }
    return selection(ids);
  }

  /** Someone to talk to: the id of one of the first contacts by place, alive or not. */
  first(place: number): number | undefined {
    return this.#first[place];
  }

  /** The number that a contact calls from, whatever became of the contact. */
  phone(id: number): ContactPhone {
    return contactPhone(this.#seed, id);
  }

  /** How many contacts there were at first. */
  get firstSize(): number {
    return this.#first.length;
  }

  /**
   * Makes a contact; what the patch leaves open is invented.
   *
   * @param now Unix seconds, of both times unless the patch says otherwise
   * @returns the new contact's id
   */
  add(now: number, patch: Row = {}): number {
    const createdAt = seconds(patch.created_at) ?? now;
    const id = this.#make(createdAt, seconds(patch.updated_at) ?? createdAt);
    this.#changes.set(id, { ...patch, id });
    return id;
  }

  /**
   * Changes a contact.
   *
   * @param now Unix seconds
   * @param touch whether `updated_at` moves with the change
   * @throws {RangeError} there is no such contact
   */
  edit(id: number, patch: Row, now: number, touch: boolean): void {
    const before = this.#times(id);
    this.#remove(id, before);
    this.#place(id, {
      createdAt: seconds(patch.created_at) ?? before.createdAt,
      updatedAt: seconds(patch.updated_at) ?? (touch ? now : before.updatedAt),
    });
    this.#changes.set(id, { ...this.#changes.get(id), ...patch, id });
  }

  /** Takes a contact away without a trace. @throws {RangeError} there is no such contact */
  delete(id: number): void {
    this.#remove(id, this.#times(id));
    this.#changes.delete(id);
  }

  #make(createdAt: number, updatedAt: number): number {
    const id = this.#nextId;
    this.#nextId += this.#random.whole(1, 40);
    this.#place(id, { createdAt, updatedAt });
    return id;
  }

  #times(id: number): Times {
    const createdAt = this.#createdAt.get(id);
    const updatedAt = this.#updatedAt.get(id);
    if (createdAt === undefined || updatedAt === undefined) throw new RangeError(`There is no contact ${id}`);
    return { createdAt, updatedAt };
  }

  #place(id: number, { createdAt, updatedAt }: Times): void {
    this.#byCreation.push(createdAt, id);
    this.#byUpdate.push(updatedAt, id);
    this.#createdAt.push(id, createdAt);
    this.#updatedAt.push(id, updatedAt);
  }

  #remove(id: number, { createdAt, updatedAt }: Times): void {
    this.#byCreation.delete(createdAt, id);
    this.#byUpdate.delete(updatedAt, id);
    this.#createdAt.delete(id, createdAt);
    this.#updatedAt.delete(id, updatedAt);
  }
}

interface Times {
  createdAt: number;
  updatedAt: number;
}

/** A third were changed at some time since, most of them soon. */
function firstUpdate(random: Random, createdAt: number, begin: number): number {
  if (!random.chance(0.35)) return createdAt;
  return Math.min(begin - 1, createdAt + Math.floor(random.exponential(20 * 86_400)));
}

function seconds(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}
