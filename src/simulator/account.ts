import type { CallChange } from "./call_edits.ts";
import type { CallScript } from "./call_course.ts";
import type { CallDetail } from "./call_document.ts";
import type { CallOrder } from "./call_index.ts";
import { Calls } from "./calls.ts";
import { Contacts } from "./contacts.ts";
import { Directory, type DirectorySize } from "./directory.ts";
import type { Line, Patch, Tag, Team, User, Webhook } from "./directory_rows.ts";
import { systemTagNames } from "./directory_seed.ts";
import { Views } from "./directory_views.ts";
import type { Row } from "./json.ts";

/** How much there is in an account at first. */
export interface Size extends DirectorySize {
  /** Calls of the past. */
  calls: number;
  /** Days that they are spread over. */
  days: number;
  /** Contacts, the Echo Test among them. */
  contacts: number;
}

/** How an account is made. Defaults are those of the simulator's options. */
export interface AccountOptions {
  seed: number;
  size: Size;
  /** Unix seconds, by the server's clock. */
  now(): number;
  /** Seconds before the start in which no call started. */
  calm: number;
  speed: number;
  live: number;
  callOrder: CallOrder;
  horizon: number | undefined;
  tagTime: "tagged_at" | "created_at";
}

/** The streams that an account can be read as, by the names that a connector gives them. */
export const streams = [
  "calls",
  "company",
  "contacts",
  "numbers",
  "tags",
  "user_availablity",
  "users",
  "teams",
  "webhooks",
] as const;

/** One of them; `user_availablity` is spelt as it is in the field. */
export type StreamName = typeof streams[number];

/** An Aircall account: what is true of it now, and the means to change it. Its present is the server's clock. */
export class Account {
  /** Its calls, to be asked at any second; the methods here ask for now. */
  readonly calls: Calls;
  /** Its contacts, likewise. */
  readonly contacts: Contacts;
  /** Company, users, teams, numbers, tags and webhooks as they are kept. */
  readonly directory: Directory;
  /** The same as the API shows them. */
  readonly views: Views;
  #now: () => number;
  #readings = 0;

  /** Makes the account; its past ends now. */
  constructor(options: AccountOptions) {
    const { seed, size, tagTime } = options;
    const begin = options.now();
    this.#now = options.now;
    this.directory = new Directory(seed, begin, size);
    this.views = new Views(this.directory);
    this.contacts = new Contacts(seed, begin, size.contacts);
    const tags = this.directory.tags.list();
    const cast = {
      seed,
      users: this.directory.users.list().map(({ id }) => id),
      numbers: this.directory.numbers.list().map(({ id }) => id),
      teams: this.directory.teams.list().map(({ id }) => id),
      systemTags: tags.filter(({ name }) => systemTagNames.has(name)).map(({ id }) => id),
      ownTags: tags.filter(({ name }) => !systemTagNames.has(name)).map(({ id }) => id),
      contacts: this.contacts,
    };
    this.calls = new Calls(
      {
        ...{ seed, begin, historyEnds: begin - options.calm, count: size.calls, days: size.days },
        ...{ speed: options.speed, live: options.live, order: options.callOrder, horizon: options.horizon },
      },
      { cast, tagTime, directory: this.directory, views: this.views, reading: () => this.#readings++ },
    );
  }

  /** Unix seconds, by the server's clock. */
  get now(): number {
    return this.#now();
  }

  /** Lets a call start, now or at a given second. @returns its id. */
  startCall(script: CallScript = {}): number {
    return this.calls.start(script, this.now);
  }

  /** Adds finished calls that all started in one second. @returns their ids. */
  burst(second: number, count: number): number[] {
    return this.calls.burst(second, count, this.now);
  }

  /** Does something to a call, of which no timestamp tells. @throws {RangeError} there is no such call */
  editCall(id: number, change: CallChange): void {
    this.calls.edit(id, change, this.now);
  }

  /** The call as it is now, or undefined. */
  call(id: number, details: readonly CallDetail[] = ["contact"]): Row | undefined {
    return this.calls.document(id, this.now, new Set(details));
  }

  /** Whether there is such a call, too old to be served any more. */
  hasLeft(id: number): boolean {
    return this.calls.hasLeft(id, this.now);
  }

  /** Makes a contact. @returns its id. */
  addContact(patch: Row = {}): number {
    return this.contacts.add(this.now, patch);
  }

  /**
   * Changes a contact.
   *
   * @param options `touch`: whether `updated_at` moves with it
   * @throws {RangeError} there is no such contact
   */
  editContact(id: number, patch: Row, { touch = true }: { touch?: boolean } = {}): void {
    this.contacts.edit(id, patch, this.now, touch);
  }

  /** Leaves no trace but that calls with this contact name nobody. */
  deleteContact(id: number): void {
    this.contacts.delete(id);
  }

  /** Makes a tag; what the patch leaves open is invented. @returns its id. */
  addTag(patch: Patch<Tag> = {}): number {
    return this.directory.addTag(patch);
  }

  /** Changes a tag, on calls too. @throws {RangeError} there is no such tag */
  editTag(id: number, patch: Patch<Tag>): void {
    this.directory.tags.edit(id, patch);
  }

  /** Strips the tag from all calls, too. */
  deleteTag(id: number): void {
    this.directory.tags.delete(id);
  }

  /** Makes a user; what the patch leaves open is invented. @returns its id. */
  addUser(patch: Patch<User> = {}): number {
    return this.directory.addUser(this.now, patch);
  }

  /** Changes a user, whom old calls and teams show so from then on. */
  editUser(id: number, patch: Patch<User>): void {
    this.directory.users.edit(id, patch);
  }

  /** Old calls go on showing the user as they were; teams do not. */
  deleteUser(id: number): void {
    this.directory.users.delete(id);
  }

  /** What /v1/users/availabilities says of a user. @param availability `available`, `offline`, `do_not_disturb`, `in_call`, `after_call_work`, or something new */
  setAvailability(userId: number, availability: string): void {
    this.editUser(userId, { availability });
  }

  /** Makes a team; what the patch leaves open is invented. @returns its id. */
  addTeam(patch: Patch<Team> = {}): number {
    return this.directory.addTeam(this.now, patch);
  }

  /** Changes a team; `userIds` are its members. @throws {RangeError} there is no such team */
  editTeam(id: number, patch: Patch<Team>): void {
    this.directory.teams.edit(id, patch);
  }

  /** Old calls go on naming it. @throws {RangeError} there is no such team */
  deleteTeam(id: number): void {
    this.directory.teams.delete(id);
  }

  /** Makes a number; what the patch leaves open is invented. @returns its id. */
  addNumber(patch: Patch<Line> = {}): number {
    return this.directory.addNumber(this.now, patch);
  }

  /** Changes a number. @throws {RangeError} there is no such number */
  editNumber(id: number, patch: Patch<Line>): void {
    this.directory.numbers.edit(id, patch);
  }

  /** Old calls go on naming it. @throws {RangeError} there is no such number */
  deleteNumber(id: number): void {
    this.directory.numbers.delete(id);
  }

  /** Makes a webhook; what the patch leaves open is invented. @returns its `webhook_id`. */
  addWebhook(patch: Patch<Webhook> = {}): string {
    return this.directory.addWebhook(this.now * 1000, patch);
  }

  /** Changes a webhook. @throws {RangeError} there is no such webhook */
  editWebhook(webhookId: string, patch: Patch<Webhook>): void {
    this.directory.webhooks.edit(webhookId, patch);
  }

  /** Deletes a webhook. @throws {RangeError} there is no such webhook */
  deleteWebhook(webhookId: string): void {
    this.directory.webhooks.delete(webhookId);
  }

  /** The company's name is its key: under the old one nothing is left. */
  renameCompany(name: string): void {
    this.directory.companyName = name;
  }

  /** What the API serves of a stream now, whole: documents by key. */
  truth(stream: StreamName, options?: TruthOptions): Map<string, Row> {
    return new Map(this.documents(stream, options));
  }

  /**
   * The same, one document after the other, for accounts that are too large to hold: pairs of key and document. Nothing
   * may change in between. Webhooks come without their secret.
   */
  *documents(stream: StreamName, { callDetails = ["contact"] }: TruthOptions = {}): Generator<[string, Row]> {
    const { users, teams, numbers, tags, webhooks } = this.directory;
    switch (stream) {
      case "calls":
        return yield* this.#allCalls(new Set(callDetails));
      case "company":
        return yield [this.directory.companyName, this.views.company()];
      case "contacts":
        for (const id of this.contacts.ids()) yield [String(id), this.contacts.document(id) ?? {}];
        return;
      case "numbers":
        return yield* keyed(numbers.list(), (line) => this.views.number(line));
      case "tags":
        return yield* keyed(tags.list(), (tag) => tag);
      case "user_availablity":
        return yield* keyed(users.list(), (user) => this.views.availability(user));
      case "users":
        return yield* keyed(users.list(), (user) => this.views.user(user));
      case "teams":
        return yield* keyed(teams.list(), (team) => this.views.team(team));
      case "webhooks":
        for (const hook of webhooks.list()) yield [hook.webhook_id, this.views.webhookWithoutToken(hook)];
    }
  }

  *#allCalls(details: ReadonlySet<CallDetail>): Generator<[string, Row]> {
    const { now } = this;
    const calls = this.calls.select(-Infinity, Infinity, now);
    for (let rank = 0; rank < calls.total; rank++) {
      const id = calls.at(rank);
      yield [String(id), this.calls.document(id, now, details) ?? {}];
    }
  }
}

/** What the truth is asked for. */
export interface TruthOptions {
  /** What calls are asked for beside themselves. @default ["contact"] */
  callDetails?: readonly CallDetail[];
}

function* keyed<T extends { id: number }>(
  rows: readonly T[],
  view: (row: T) => Row,
): Generator<[string, Row]> {
  for (const row of rows) yield [String(row.id), view(row)];
}
