import { assert, assertEquals, assertGreater, assertMatch } from "@std/assert";
import { streams } from "../../../src/aircall/streams/mod.ts";
import type { Audit } from "../../../src/local/audit/result.ts";
import { runAudit } from "../../../src/local/audit/run.ts";
import { PersonLog } from "../../../src/local/person_log.ts";
import { lookAtStore, openStore } from "../../../src/local/store/mod.ts";
import { sync } from "../../../src/local/sync.ts";
import { KeptView } from "../synced.ts";
import { AuditedAccount, of } from "./audited.ts";

const size = { calls: 400, days: 30, contacts: 120, users: 8, teams: 3, numbers: 4, tags: 12, webhooks: 2 };

/** An account that somebody works with, and a sync that goes on over it into a store on disk, all on one virtual clock. */
class Followed extends AuditedAccount {
  readonly #path: string;
  readonly #view = new KeptView();
  #running: Promise<{ code: number }> | undefined;
  /** What the audits said beside their outcome. */
  readonly said: string[] = [];
  changes = 0;

  constructor(path: string) {
    super({ size, requestsPerMinute: 60 });
    this.#path = path;
  }

  /** Begins, and returns once it has everything. */
  async begin(): Promise<void> {
    this.#running = sync({
      input: () => Promise.resolve({ ...this.configuration }),
      ...{ streams: streams.map(({ name }) => name), follow: true, to: this.#path, again: "" },
    }, {
      outside: { ...this.outside, log: new PersonLog(() => {}) },
      view: this.#view,
      open: () => openStore(this.#path, this.clock),
    });
    const calm = ["up to date", "following"];
    do {
      await this.clock.sleep(1000);
    } while (!this.#view.boards.at(-1)?.streams.every(({ phase }) => calm.includes(phase)));
  }

  /** Something changes each few seconds, until the run ends. */
  async change(): Promise<void> {
    const { account } = this.simulator;
    const some = (name: "contacts" | "tags" | "users" | "teams" | "webhooks" | "numbers") => {
      const keys = [...account.truth(name).keys()];
      return keys[this.changes % keys.length] ?? "";
    };
    const all = [
      () => account.startCall(),
      () => account.addContact(),
      () => account.deleteContact(Number(some("contacts"))),
      () => account.editContact(Number(some("contacts")), { first_name: `of ${this.changes}` }),
      () => account.addTag(),
      () => account.deleteTag(Number(some("tags"))),
      () => account.addUser(),
      () => account.deleteUser(Number(some("users"))),
      () => account.addTeam(),
      () => account.deleteTeam(Number(some("teams"))),
      () => account.addWebhook(),
      () => account.deleteWebhook(some("webhooks")),
      () => account.renameCompany(`Company ${this.changes}`),
    ];
    try {
      for (;;) {
        await this.clock.sleep(11_000 + 1000 * (this.changes % 7), this.stop.signal);
        all[this.changes++ % all.length]?.();
      }
    } catch (error) {
      if (!this.stop.signal.aborted) throw error;
    }
  }

  /** One audit, as the command makes it. */
  async audited(): Promise<{ code: number; audit: Audit }> {
    const lines: string[] = [];
    const code = await runAudit({
      ...{ input: this.configuration, path: this.#path, streams, named: false, version: "0.0.0" },
      outside: { ...this.outside, log: new PersonLog((_, line) => void this.said.push(line)) },
      lookAt: (look) => lookAtStore(this.#path, look),
      ...{ depth: "keys", json: true, progress: () => {} },
      print: (line) => void lines.push(line),
    });
    return { code, audit: JSON.parse(lines.join("\n")) };
  }

  async end(): Promise<number | undefined> {
    this.stop.abort(new DOMException("asked to stop", "AbortError"));
    return (await this.#running)?.code;
  }
}

/** Takes rows out of what is kept, as somebody would by hand. */
async function takeOut(path: string, table: string, id: string): Promise<void> {
  if (path.endsWith(".sqlite")) {
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(path);
    assertEquals(database.prepare(`DELETE FROM ${table} WHERE id = ?`).run(Number(id)).changes, 1);
    database.close();
    return;
  }
  const file = `${path}/${table}.ndjson`;
  const lines = (await Deno.readTextFile(file)).split("\n");
  const left = lines.filter((line) => !line.startsWith(`{"id":${id},`));
  assertEquals(left.length, lines.length - 1);
  await Deno.writeTextFile(file, left.join("\n"));
}

for (const name of ["account.sqlite", "account"]) {
  Deno.test(`an account that changes all the time, and is followed into ${name}, is audited again and again without a difference, and what is taken out by hand is named exactly`, async () => {
    const folder = await Deno.makeTempDir();
    const path = `${folder}/${name}`;
    const account = new Followed(path);
    const store = await openStore(path, account.clock);
    await account.sync(account.streams, store);
    await store.close();
    try {
      await account.begin();
      const changing = account.change();
      for (let nth = 0; nth < 6; nth++) {
        await account.clock.sleep(47_000);
        const before = account.changes;
        const { code, audit } = await account.audited();
        assertEquals(
          audit.streams.filter(({ differences, unchecked }) => differences.length + unchecked.length > 0),
          [],
        );
        assertEquals([code, audit.equal], [0, true]);
        for (const { counted, stored } of audit.streams) assertEquals(counted, stored);
        assertGreater(account.changes, before);
      }
      // some of it had come to Aircall before the run asked for it again
      assert(account.said.length > 0);
      for (const line of account.said) {
        assertMatch(line, /^Something differs that the sync that goes on may not have come to yet/);
      }

      const [call = ""] = [...account.simulator.account.truth("calls").keys()].slice(50);
      const [number = ""] = account.simulator.account.truth("numbers").keys();
      await takeOut(path, "calls", call);
      await takeOut(path, "numbers", number);
      const { code, audit } = await account.audited();
      const found = audit.streams.flatMap(({ stream, differences }) =>
        differences.map(({ missing, extra }) => [stream, missing, extra])
      );
      assertEquals([code, found], [1, [["calls", [call], []], ["numbers", [number], []]]]);
      const { counted, stored } = of(audit, "calls");
      assertEquals(counted, stored + 1);
      assertEquals(await account.end(), 0);
      await changing;
    } finally {
      await account.end();
      await Deno.remove(folder, { recursive: true });
    }
  });
}
