import { isObject } from "../../capture/fits.ts";
import { thousands } from "../../capture/thousands.ts";
import { utcSecond } from "../../capture/utc.ts";

/** What of a row stands in a column. */
export interface Column {
  heading: string;
  cell: (row: object) => unknown;
  /** @default "left" */
  align?: "right";
  /** Cut, it would say something else: a number, a time. @default false */
  whole?: boolean;
}

/** A path within a row: `user/name`. */
type Path = string;

const text = (heading: string, path: Path): Column => ({ heading, cell: (row) => at(row, path) });
const both = (heading: string, one: Path, other: Path): Column => ({
  heading,
  cell: (row) => [at(row, one), at(row, other)].filter((part) => part !== null).join(" "),
});
const exact = (heading: string, path: Path): Column => ({ ...text(heading, path), whole: true });
const figure = (heading: string, path: Path): Column => ({ ...exact(heading, path), align: "right" });
const time = (heading: string, path: Path): Column => ({
  heading: `${heading} (UTC)`,
  cell: (row) => moment(at(row, path)),
  whole: true,
});
const length = (heading: string, path: Path): Column => ({
  heading,
  cell: (row) => lasting(at(row, path)),
  align: "right",
  whole: true,
});
const first = (heading: string, path: Path, field: string): Column => ({
  heading,
  cell: (row) => at(list(row, path)[0], field),
});
const names = (heading: string, path: Path, field: string): Column => ({
  heading,
  cell: (row) => list(row, path).map((one) => at(one, field)).join(", "),
});
const many = (heading: string, path: Path): Column => ({
  heading,
  cell: (row) => list(row, path).length,
  align: "right",
  whole: true,
});

/** The columns of each stream, what tells most first: from the right they make room where there is little. */
export const COLUMNS: Readonly<Record<string, readonly Column[]>> = {
  calls: [
    time("started", "started_at"),
    { heading: "call", cell: kindOf, whole: true },
    length("lasted", "duration"),
    exact("number", "raw_digits"),
    text("user", "user/name"),
    both("contact", "contact/first_name", "contact/last_name"),
    names("tags", "tags", "name"),
    text("line", "number/name"),
    figure("id", "id"),
  ],
  company: [text("name", "name"), figure("users", "users_count"), figure("numbers", "numbers_count")],
  contacts: [
    both("name", "first_name", "last_name"),
    text("company", "company_name"),
    { ...first("phone", "phone_numbers", "value"), whole: true },
    first("email", "emails", "value"),
    time("created", "created_at"),
    time("changed", "updated_at"),
    figure("id", "id"),
  ],
  numbers: [
    figure("id", "id"),
    text("name", "name"),
    exact("number", "digits"),
    exact("country", "country"),
    exact("open", "open"),
    text("availability", "availability_status"),
    text("time zone", "time_zone"),
  ],
  tags: [
    figure("id", "id"),
    text("name", "name"),
    exact("color", "color"),
    text("description", "description"),
  ],
  user_availablity: [figure("id", "id"), exact("availability", "availability")],
  users: [
    figure("id", "id"),
    text("name", "name"),
    text("email", "email"),
    exact("available", "available"),
    text("status", "availability_status"),
    text("time zone", "time_zone"),
    time("created", "created_at"),
  ],
  teams: [
    figure("id", "id"),
    text("name", "name"),
    many("members", "users"),
    names("who", "users", "name"),
    time("created", "created_at"),
  ],
  webhooks: [
    exact("webhook_id", "webhook_id"),
    text("url", "url"),
    exact("active", "active"),
    many("events", "events"),
    time("created", "created_at"),
  ],
};

/** What stands at a path; null where nothing does. */
function at(row: unknown, path: Path): unknown {
  let value = row;
  for (const name of path.split("/")) value = isObject(value) ? value[name] : undefined;
  return value ?? null;
}

function list(row: object, path: Path): unknown[] {
  const found = at(row, path);
  return Array.isArray(found) ? found : [];
}

/** A moment, whether it comes as Unix seconds or as ISO 8601: `2026-01-02 03:04:05`. */
function moment(value: unknown): unknown {
  const second = typeof value === "number" ? value : Math.floor(Date.parse(String(value)) / 1000);
  if (!Number.isFinite(second) || Math.abs(second) > 8e12) return value;
  return utcSecond(second).replace("T", " ").replace(/(\.\d+)?Z$/, "");
}

/** Seconds for people: `45s`, `3m 05s`, `1h 02m`. */
function lasting(value: unknown): unknown {
  if (typeof value !== "number" || !Number.isFinite(value) || value < 0) return value;
  const two = (part: number) => String(Math.floor(part)).padStart(2, "0");
  if (value < 60) return `${value}s`;
  return value < 3600
    ? `${Math.floor(value / 60)}m ${two(value % 60)}s`
    : `${thousands(Math.floor(value / 3600))}h ${two(value % 3600 / 60)}m`;
}

/** What a call was, in a word or two: `in`, `out`, `in missed`, `out answered`. */
function kindOf(row: object): string {
  const [direction, status] = [at(row, "direction"), at(row, "status")];
  const way = direction === "inbound" ? "in" : direction === "outbound" ? "out" : direction;
  const ended = at(row, "missed_call_reason") === null ? null : "missed";
  return [way, status === "done" ? ended : status].filter((part) => part !== null).join(" ");
}
