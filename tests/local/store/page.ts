import { DatabaseSync } from "node:sqlite";
import { VirtualClock } from "../../../src/capture/virtual_clock.ts";
import { Simulator } from "../../../src/simulator/mod.ts";
import { inFolder } from "./model.ts";
import { sync } from "./synced.ts";

/** A query or a listing in a page, and what it prints. */
const BLOCK = /(<!-- (store): ([^\n]+) -->|```(sql)\n([\s\S]*?)```)(\n+```text\n)([\s\S]*?)(```)/g;

/** Accounts are invented from their clock: this one always is the same. */
const BEGIN = Date.parse("2026-03-02T09:00:00Z");
const size = { calls: 3000, days: 60, contacts: 200, users: 8, teams: 3, numbers: 4, tags: 12, webhooks: 1 };

/** The page about stores, with all that it shows made anew: in the folder, in the database. */
export async function withOutputs(text: string): Promise<string> {
  let made = text;
  await inFolder(async (folder) => {
    for (const name of ["account", "account.sqlite"]) {
      const clock = new VirtualClock(BEGIN);
      const simulator = new Simulator({ clock, size, limit: null, live: 0 });
      await sync(simulator, clock, `${folder}/${name}`);
      simulator.account.addTag();
      await clock.sleep(3_600_000);
      await sync(simulator, clock, `${folder}/${name}`);
    }
    const listed = await listing(`${folder}/account`);
    const database = new DatabaseSync(`${folder}/account.sqlite`, { readOnly: true });
    made = text.replaceAll(BLOCK, (_, head, store, what, _sql, sql, fence, _before, end) => {
      const shown = store
        ? (what === "files" ? listed : tables(database))
        : table(database.prepare(sql).all());
      return `${head}${fence}${shown}${end}`;
    });
    database.close();
  });
  return made;
}

async function listing(folder: string): Promise<string> {
  const files: { name: string; lines: number }[] = [];
  for await (const { name } of Deno.readDir(folder)) {
    files.push({ name, lines: (await Deno.readTextFile(`${folder}/${name}`)).split("\n").length - 1 });
  }
  return table(files.sort((a, b) => a.name < b.name ? -1 : 1));
}

/** Characters of a line of columns. */
const WIDTH = 100;

/** Every table and its columns. */
function tables(database: DatabaseSync): string {
  const found = database.prepare(
    `SELECT name, (SELECT group_concat(name, ', ') FROM pragma_table_xinfo(t.name)) AS columns
     FROM sqlite_schema AS t WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name`,
  ).all();
  return found.map(({ name, columns }) => {
    const lines = [""];
    for (const column of String(columns).split(", ")) {
      if (`${lines.at(-1)} ${column}`.length > WIDTH) lines.push("");
      lines.push(`${lines.pop()} ${column}`);
    }
    return `${name}\n${lines.map((line) => ` ${line}\n`).join("")}`;
  }).join("");
}

/** Rows as columns of text, numbers to the right. */
function table(rows: Record<string, unknown>[]): string {
  const names = Object.keys(rows[0] ?? {});
  const texts = [names, ...rows.map((row) => names.map((name) => String(row[name] ?? "")))];
  const widths = names.map((_, i) => Math.max(...texts.map((row) => row[i]?.length ?? 0)));
  const right = names.map((name) => rows.every((row) => typeof row[name] !== "string"));
  return texts.map((row) => {
    const cells = row.map((cell, i) =>
      right[i] ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)
    );
    return `${cells.join("  ").trimEnd()}\n`;
  }).join("");
}
