import { assertEquals } from "@std/assert";
import { DatabaseSync } from "node:sqlite";
import { calls } from "../../../src/aircall/streams/calls.ts";
import { contacts } from "../../../src/aircall/streams/contacts.ts";
import { numbers } from "../../../src/aircall/streams/numbers.ts";
import { streams } from "../../../src/aircall/streams/mod.ts";
import { number, object, optional, text, whole } from "../../../src/capture/shape.ts";
import type { Document, Stream } from "../../../src/capture/stream.ts";
import { openStore } from "../../../src/local/store/mod.ts";
import { bindingOf, documentOf, inFolder, NOW } from "./model.ts";

const now = () => NOW;

/** Writes documents, and looks at them as somebody with SQLite would. */
async function written(
  stream: Stream,
  documents: [op: Document["op"], text: string][],
  look: (sql: string) => Record<string, unknown>[],
  path: string,
  batches = 1,
): Promise<void> {
  const store = await openStore(path, {
    now,
    streams: [...streams.filter(({ name }) => name !== stream.name), stream],
  });
  for (let i = 0; i < batches; i++) {
    await store.write(bindingOf(stream), {
      documents: documents.map(([op, text]) => documentOf(stream, op, text, true)),
      patch: {},
    });
  }
  // others may read it all the while
  look("SELECT 1");
  await store.close();
}

/** Answers to SQL, in a connection of its own. */
function ask(path: string, sql: string): Record<string, unknown>[] {
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const statement = database.prepare(sql);
    statement.setReadBigInts(true);
    return statement.all().map((row) => ({ ...row }));
  } finally {
    database.close();
  }
}

/** Does something with a database that is to be. */
async function inDatabase(
  work: (path: string, look: (sql: string) => Record<string, unknown>[]) => Promise<void>,
): Promise<void> {
  await inFolder(async (folder) => {
    const path = `${folder}/account.sqlite`;
    await work(path, (sql) => ask(path, sql));
  });
}

Deno.test("single values become columns of their types, objects with an id its column, and times a text beside them", async () => {
  await inDatabase(async (path, look) => {
    const call =
      `{"id":4099873977, "sid":"CA1","archived":true,"started_at":1767323045,"duration":12,"cost":"0.50","user":{"id":7,"name":"A"},"contact":null}`;
    await written(calls, [["c", call]], look, path);
    assertEquals(
      look(
        `SELECT id, sid, archived, started_at, started_at_utc, ended_at_utc, duration, cost, typeof(cost) AS of, user_id, contact_id, document, _meta_op, _meta_written_at FROM calls`,
      ),
      [{
        id: 4099873977n,
        sid: "CA1",
        archived: 1n,
        started_at: 1767323045n,
        started_at_utc: "2026-01-02T03:04:05Z",
        ended_at_utc: null,
        duration: 12n,
        cost: "0.50",
        of: "text",
        user_id: 7n,
        contact_id: null,
        document: call,
        _meta_op: "c",
        _meta_written_at: "2026-01-02T03:04:05.000Z",
      }],
    );
    const types = look(
      `SELECT name, type FROM pragma_table_xinfo('calls') WHERE name IN ('id', 'sid', 'archived')`,
    );
    assertEquals(types, [
      { name: "id", type: "INTEGER" },
      { name: "sid", type: "TEXT" },
      { name: "archived", type: "INTEGER" },
    ]);
    assertEquals(
      look(`EXPLAIN QUERY PLAN SELECT id FROM calls WHERE started_at > 5`).map(({ detail }) => detail),
      ["SEARCH calls USING COVERING INDEX calls_started_at (started_at>?)"],
    );
  });
});

Deno.test("a call's tags, comments, participants and teams have tables of their own and are replaced and removed with it", async () => {
  await inDatabase(async (path, look) => {
    const user = `{"id":9,"name":"B"}`;
    const before =
      `{"id":1,"tags":[{"id":5,"name":"a","tagged_by":${user},"tagged_at":1767323045},{"id":6,"name":"b"}],"teams":[{"id":2,"name":"t"}],` +
      `"comments":[{"id":3,"content":"hello","posted_by":${user},"posted_at":1767323046}],"conference_participants":[{"id":4,"type":"user","phone_number":"+33"}]}`;
    await written(calls, [["c", before], ["c", before.replace(`"id":1,`, `"id":2,`)]], look, path, 2);
    const all = (table: string) => look(`SELECT * FROM ${table} WHERE call_id = 1 ORDER BY position`);
    assertEquals(
      look(
        `SELECT call_id, position, id, name, tagged_by_id, tagged_at_utc FROM calls_tags WHERE call_id = 1`,
      ),
      [
        {
          call_id: 1n,
          position: 0n,
          id: 5n,
          name: "a",
          tagged_by_id: 9n,
          tagged_at_utc: "2026-01-02T03:04:05Z",
        },
        { call_id: 1n, position: 1n, id: 6n, name: "b", tagged_by_id: null, tagged_at_utc: null },
      ],
    );
    assertEquals(all("calls_comments").map(({ content, posted_by_id }) => ({ content, posted_by_id })), [
      { content: "hello", posted_by_id: 9n },
    ]);
    assertEquals(all("calls_participants").map(({ type, phone_number }) => ({ type, phone_number })), [
      { type: "user", phone_number: "+33" },
    ]);
    assertEquals(all("calls_teams").map(({ id, name }) => ({ id, name })), [{ id: 2n, name: "t" }]);
    await written(
      calls,
      [["u", `{"id":1,"tags":[{"id":6,"name":"b"}],"teams":null}`], ["d", `{"id":2}`]],
      look,
      path,
    );
    assertEquals(look("SELECT call_id, position, id FROM calls_tags"), [{
      call_id: 1n,
      position: 0n,
      id: 6n,
    }]);
    assertEquals(look("SELECT id, _meta_op FROM calls"), [{ id: 1n, _meta_op: "u" }]);
    for (const table of ["calls_comments", "calls_participants", "calls_teams"]) {
      assertEquals(look(`SELECT count(*) AS n FROM ${table}`), [{ n: 0n }]);
    }
  });
});

Deno.test("whole numbers beyond 2^53 are not rounded, neither in columns nor in lists nor in the document", async () => {
  await inDatabase(async (path, look) => {
    const document =
      `{"id":1,"duration":9007199254740993,"number":{"id": -9223372036854775808},"sid":12345678901234567890,` +
      `"tags":[{"id":9223372036854775807,"name":9007199254740993}]}`;
    await written(calls, [["c", document]], look, path);
    assertEquals(look("SELECT duration, number_id, sid, document FROM calls"), [{
      duration: 9007199254740993n,
      number_id: -9223372036854775808n,
      sid: "12345678901234567890",
      document,
    }]);
    assertEquals(look("SELECT id, name FROM calls_tags"), [{
      id: 9223372036854775807n,
      name: "9007199254740993",
    }]);
  });
});

Deno.test("a row whose fields are of other types than is known is kept all the same", async () => {
  await inDatabase(async (path, look) => {
    const document =
      `{"id":1,"sid":{"a":[1]},"direction":5,"status":true,"started_at":"soon","answered_at":[1,{}],"duration":1.5,"archived":"no",` +
      `"user":"nobody","teams":{"id":1},"tags":["a",null,{"id":"x","tagged_at":{}}],"cost":1e400}`;
    await written(calls, [["c", document]], look, path);
    assertEquals(
      look(
        `SELECT sid, direction, status, started_at, started_at_utc, answered_at, duration, archived, user_id, cost, document FROM calls`,
      ),
      [{
        sid: `{"a":[1]}`,
        direction: "5",
        status: "true",
        started_at: "soon",
        started_at_utc: null,
        answered_at: "[1,{}]",
        duration: 1.5,
        archived: "no",
        user_id: null,
        cost: "Infinity",
        document,
      }],
    );
    assertEquals(look("SELECT position, id, tagged_at FROM calls_tags"), [
      { position: 0n, id: null, tagged_at: null },
      { position: 1n, id: null, tagged_at: null },
      { position: 2n, id: "x", tagged_at: "{}" },
    ]);
    assertEquals(look("SELECT count(*) AS n FROM calls_teams"), [{ n: 0n }]);
  });
});

Deno.test("fields and lists that become known later get their columns, filled from what is kept", async () => {
  await inDatabase(async (path, look) => {
    const { tags: _, ...less } = calls.document.fields;
    const older: Stream = {
      ...calls,
      document: object({
        ...less,
        comments: optional(less["comments"] ?? text),
        started_at: text,
        user: text,
      }),
    };
    const document =
      `{"id":1,"started_at":5,"user":{"id":7},"score":0.5,"label":{"id":"x"},"seen_at":1767323045,` +
      `"tags":[{"id":5,"name":"a"},"b"],"comments":[{"id":1},{"id":2,"posted_at":3,"rank":8}]}`;
    await written(older, [["c", document]], look, path);
    assertEquals(look("SELECT name FROM sqlite_schema WHERE name = 'calls_tags'"), []);
    const comments = calls.document.fields["comments"];
    const items = comments?.type === "array" && comments.items.type === "object" ? comments.items.fields : {};
    const newer: Stream = {
      ...calls,
      document: object({
        ...calls.document.fields,
        score: number(0, 1),
        label: object({ id: text }),
        seen_at: whole(),
        comments: { type: "array", items: object({ ...items, rank: whole() }) },
      }),
    };
    await written(newer, [["c", `{"id":2,"score":0.25,"comments":[{"rank":9}]}`]], look, path);
    assertEquals(look("SELECT id, user_id, score, label_id, seen_at_utc FROM calls"), [
      { id: 1n, user_id: 7n, score: 0.5, label_id: "x", seen_at_utc: "2026-01-02T03:04:05Z" },
      { id: 2n, user_id: null, score: 0.25, label_id: null, seen_at_utc: null },
    ]);
    assertEquals(look("SELECT call_id, position, id, name FROM calls_tags"), [
      { call_id: 1n, position: 0n, id: 5n, name: "a" },
      { call_id: 1n, position: 1n, id: null, name: null },
    ]);
    assertEquals(look("SELECT call_id, position, rank FROM calls_comments"), [
      { call_id: 1n, position: 0n, rank: null },
      { call_id: 1n, position: 1n, rank: 8n },
      { call_id: 2n, position: 0n, rank: 9n },
    ]);
    // and nothing is done to it twice
    const before = look("SELECT sql FROM sqlite_schema ORDER BY name");
    await written(newer, [], look, path);
    assertEquals(look("SELECT sql FROM sqlite_schema ORDER BY name"), before);
  });
});

Deno.test("every stream has its table, and every one of its documents is found by its key", async () => {
  await inDatabase(async (path, look) => {
    await written(contacts, [["c", `{"id":1,"updated_at":1767323045,"emails":[{"id":1}]}`]], look, path);
    await written(numbers, [["c", `{"id":1,"name":"Main","messages":{"welcome":"x"}}`]], look, path);
    const names = look("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").map(({ name }) =>
      name
    );
    const meta = ["_meta", "_meta_changes", "_meta_runs", "_meta_state"];
    const lists = ["calls_comments", "calls_participants", "calls_tags", "calls_teams"];
    assertEquals(names, [...meta, ...streams.map(({ name }) => name), ...lists].sort());
    assertEquals(look("SELECT updated_at_utc FROM contacts WHERE id = 1"), [
      { updated_at_utc: "2026-01-02T03:04:05Z" },
    ]);
    assertEquals(look("SELECT stream, created FROM _meta_changes ORDER BY stream"), [
      { stream: "contacts", created: 1n },
      { stream: "numbers", created: 1n },
    ]);
    assertEquals(look("SELECT stream, patch FROM _meta_state"), [
      { stream: "contacts", patch: "{}" },
      { stream: "numbers", patch: "{}" },
    ]);
  });
});

Deno.test("somebody who reads a database holds up nobody who writes it", async () => {
  await inDatabase(async (path, look) => {
    await written(calls, [["c", `{"id":1}`]], look, path);
    const reader = new DatabaseSync(path);
    reader.exec("BEGIN");
    reader.prepare("SELECT * FROM calls").all();
    // a reader holds nobody up
    await written(calls, [["u", `{"id":1,"sid":"x"}`]], look, path);
    reader.exec("COMMIT");
    assertEquals(reader.prepare("SELECT sid FROM calls").get()?.["sid"], "x");
    reader.close();
  });
});
