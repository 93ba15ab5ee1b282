import type { Account, Simulator } from "../../src/simulator/mod.ts";
import type { Excuses } from "./excuses.ts";
import type { Change, RowKind } from "./schedule.ts";

/** Lets things happen in an account, each as its plan says, and keeps book of what may go unseen. */
export class Changes {
  readonly #account: Account;
  readonly #excuses: Excuses;
  /** Makes every new text another. */
  #times = 0;

  constructor(simulator: Simulator, excuses: Excuses) {
    this.#account = simulator.account;
    this.#excuses = excuses;
  }

  /** Does it, all of it in this very moment. What there is none of is left alone. */
  make(change: Change): void {
    const account = this.#account;
    this.#times++;
    switch (change.do) {
      case "call": {
        const { ago, talk, finalise: finaliseAfter } = change;
        return this.call({ startedAt: account.now - ago, talk, finaliseAfter });
      }
      case "burst": {
        for (const id of account.burst(account.now, change.count)) this.#excuses.started(id);
        return;
      }
      case "edit call":
        return this.#editCalls(change);
      case "add contact":
        return this.#addContacts(change);
      case "edit contact":
        return this.#editContacts(change);
      case "delete contact":
        return this.#deleteContacts(new Set(picked(account.contacts.ids(), change)));
      case "availability":
        for (const { id } of picked(account.directory.users.list(), { ...change, count: 1 })) {
          account.setAvailability(id, change.to);
        }
        return;
      case "rename company":
        return account.renameCompany(`Company ${this.#times}`);
      default:
        return this.#directory(change);
    }
  }

  /** A call comes in. */
  call(script: Parameters<Account["startCall"]>[0] = {}): void {
    this.#excuses.started(this.#account.startCall(script));
  }

  #editCalls({ pick, count, edit }: Extract<Change, { do: "edit call" }>): void {
    const account = this.#account;
    const calls = account.calls.select(-Infinity, Infinity, account.now);
    const ids = Array.from({ length: calls.total }, (_, rank) => calls.at(rank));
    const tags = account.directory.tags.list();
    const users = account.directory.users.list();
    for (const id of picked(ids, { pick, count })) {
      this.#excuses.edited(id);
      const tag = tags[pick % Math.max(1, tags.length)]?.id;
      const user = users[pick % Math.max(1, users.length)]?.id ?? null;
      if (edit === "comment") account.editCall(id, { comment: `Remark ${this.#times}` });
      else if (edit === "archive") account.editCall(id, { archive: account.call(id)?.archived !== true });
      else if (edit === "assign") account.editCall(id, { assign: user });
      else if (tag !== undefined) account.editCall(id, edit === "tag" ? { tag } : { untag: tag });
    }
  }

  #addContacts({ ago, count, silent }: Extract<Change, { do: "add contact" }>): void {
    const { now } = this.#account;
    for (let i = 0; i < count; i++) {
      const created_at = now - ago;
      const id = this.#account.addContact({ created_at, updated_at: silent ? created_at : now });
      if (ago === 0) continue;
      if (silent) this.#excuses.silent(id, true);
      else this.#excuses.inserted();
    }
  }

  #editContacts({ pick, count, silent }: Extract<Change, { do: "edit contact" }>): void {
    for (const id of picked(this.#account.contacts.ids(), { pick, count })) {
      this.#account.editContact(id, { first_name: `Name ${this.#times}` }, { touch: !silent });
      if (silent) this.#excuses.silent(id, false);
    }
  }

  #deleteContacts(ids: ReadonlySet<unknown>): void {
    this.#excuses.editedWith(({ contact }) => ids.has(idOf(contact)));
    for (const id of ids) {
      this.#account.deleteContact(Number(id));
      this.#excuses.deleted(Number(id));
    }
  }

  #directory({ do: what, row, pick, count }: Extract<Change, { row: RowKind }>): void {
    const account = this.#account;
    const name = `${row} ${this.#times}`;
    if (what === "add") {
      for (let i = 0; i < count; i++) this.#add(row);
      return;
    }
    const { tags, users, teams, numbers, webhooks } = account.directory;
    if (row === "webhook") {
      for (const { webhook_id: id } of picked(webhooks.list(), { pick, count })) {
        if (what === "edit") account.editWebhook(id, { url: `https://example.net/${this.#times}` });
        else account.deleteWebhook(id);
      }
      return;
    }
    const rows = { tag: tags, user: users, team: teams, number: numbers }[row];
    const ids = new Set(picked<{ id: number }>(rows.list(), { pick, count }).map(({ id }) => id));
    if (row === "tag") {
      const on = ids as ReadonlySet<unknown>;
      this.#excuses.editedWith(({ tags }) => Array.isArray(tags) && tags.some((tag) => on.has(idOf(tag))));
    }
    for (const id of ids) {
      if (what === "edit") rows.edit(id, { name });
      else rows.delete(id);
    }
  }

  #add(row: RowKind): void {
    const account = this.#account;
    if (row === "tag") account.addTag();
    else if (row === "user") account.addUser();
    else if (row === "team") account.addTeam();
    else if (row === "number") account.addNumber();
    else account.addWebhook();
  }
}

/** Neighbours in a list, from a place on. */
function picked<T>(list: readonly T[], { pick, count }: { pick: number; count: number }): T[] {
  const first = pick % Math.max(1, list.length);
  return list.slice(first, first + count);
}

function idOf(value: unknown): unknown {
  return typeof value === "object" && value !== null && "id" in value ? value.id : undefined;
}
