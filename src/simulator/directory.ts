import {
  type Line,
  type Patch,
  Rows,
  type Tag,
  type Team,
  type User,
  type Webhook,
} from "./directory_rows.ts";
import {
  inventCompany,
  inventLine,
  inventTag,
  inventTeam,
  inventUser,
  inventWebhook,
} from "./directory_seed.ts";
import { Random } from "./random.ts";

const day = 86_400;
/** How far apart the ids of two accounts are: all companies' rows are counted together, so no two of them share one. */
const APART = 10_000_000;
/** Seeds after which ids come again. */
const SEEDS = 100_000;

/** How many rows of each kind there are at first. */
export interface DirectorySize {
  users: number;
  teams: number;
  numbers: number;
  tags: number;
  webhooks: number;
}

type Counts = Record<"users" | "teams" | "numbers" | "tags", number>;

/** What an account has besides calls and contacts: the company, users, teams, numbers, tags and webhooks. */
export class Directory {
  /** Colleagues. */
  readonly users = new Rows<number, User>();
  /** Teams. */
  readonly teams = new Rows<number, Team>();
  /** The account's phone numbers. */
  readonly numbers = new Rows<number, Line>();
  /** Tags, those of the system first. */
  readonly tags = new Rows<number, Tag>();
  /** Webhooks by `webhook_id`. */
  readonly webhooks = new Rows<string, Webhook>();
  /** What the company is called; its key. */
  companyName: string;
  #random: Random;
  #made: Counts = { users: 0, teams: 0, numbers: 0, tags: 0 };
  #ids: Counts;

  /**
   * Makes the first rows of each kind.
   *
   * @param begin Unix seconds of the account's present; what exists by then was made in the year before
   */
  constructor(seed: number, begin: number, size: DirectorySize) {
    const random = this.#random = new Random(seed, 2);
    const apart = Math.abs(seed - 1) % SEEDS * APART;
    this.#ids = {
      users: 2_078_846 + apart,
      teams: 262_614 + apart,
      numbers: 1_389_849 + apart,
      tags: 3_037_352 + apart,
    };
    this.companyName = inventCompany(random);
    const made = spread(begin - 400 * day, begin - 200 * day);
    for (let i = 0; i < size.users; i++) this.addUser(made(i, size.users));
    for (let i = 0; i < size.numbers; i++) this.addNumber(made(i, size.numbers));
    for (let i = 0; i < size.teams; i++) this.addTeam(made(i, size.teams));
    for (let i = 0; i < size.tags; i++) this.addTag();
    for (let i = 0; i < size.webhooks; i++) {
      this.addWebhook(made(i, size.webhooks) * 1000 + random.whole(0, 999));
    }
    for (const user of this.users.list()) {
      const line = random.chance(0.8) ? random.maybe(this.numbers.list()) : undefined;
      this.users.edit(user.id, { default_number_id: line?.id ?? null });
    }
  }

  /** Makes a user. @param at Unix seconds of `created_at`. @returns its id. */
  addUser(at: number, patch: Patch<User> = {}): number {
    const id = this.#id("users", 60);
    this.users.set(id, { ...inventUser(this.#random, id, ++this.#made.users, at), ...patch, id });
    return id;
  }

  /** Makes a team. @param at Unix seconds of `created_at`. @returns its id. */
  addTeam(at: number, patch: Patch<Team> = {}): number {
    const id = this.#id("teams", 9);
    const team = inventTeam(this.#random, id, ++this.#made.teams, at, this.users.list());
    this.teams.set(id, { ...team, ...patch, id });
    return id;
  }

  /** Makes a number. @param at Unix seconds of `created_at`. @returns its id. */
  addNumber(at: number, patch: Patch<Line> = {}): number {
    const id = this.#id("numbers", 40);
    const line = inventLine(this.#random, id, ++this.#made.numbers, at, this.users.list());
    this.numbers.set(id, { ...line, ...patch, id });
    return id;
  }

  /** Makes a tag. @returns its id. */
  addTag(patch: Patch<Tag> = {}): number {
    const id = this.#id("tags", 1);
    this.tags.set(id, { ...inventTag(this.#random, id, this.#made.tags++), ...patch, id });
    return id;
  }

  /** Makes a webhook. @param atMs Unix milliseconds of `created_at`. @returns its `webhook_id`. */
  addWebhook(atMs: number, patch: Patch<Webhook> = {}): string {
    const webhook = { ...inventWebhook(this.#random, atMs), ...patch };
    this.webhooks.set(webhook.webhook_id, webhook);
    return webhook.webhook_id;
  }

  #id(kind: keyof Counts, gap: number): number {
    return this.#ids[kind] += this.#random.whole(1, gap);
  }
}

/** Times from `first` to `last`, as evenly as they come. */
function spread(first: number, last: number): (place: number, of: number) => number {
  return (place, of) => Math.floor(first + ((last - first) * place) / Math.max(of, 1));
}
