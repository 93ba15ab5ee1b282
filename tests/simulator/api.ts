import { z } from "zod";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { type Row, Simulator, type SimulatorOptions } from "../../src/simulator/mod.ts";

/** A small account: enough of everything for more than a page, made at once. */
const small = { calls: 300, days: 60, contacts: 130, users: 25, teams: 5, numbers: 6, tags: 25, webhooks: 7 };

/** An answer, read. */
export interface Read {
  status: number;
  headers: Headers;
  text: string;
  /** The parsed body. */
  json: Record<string, unknown>;
  meta: z.infer<typeof Meta>;
  /** The rows of a list, or none. */
  rows: Row[];
  /** The `id` of each row. */
  ids: number[];
}

const Meta = z.looseObject({
  count: z.number(),
  total: z.number(),
  current_page: z.number(),
  per_page: z.number(),
  next_page_link: z.string().nullable().optional(),
  previous_page_link: z.string().nullable().optional(),
});
const noMeta = { count: -1, total: -1, current_page: -1, per_page: -1 };
const Body = z.record(z.string(), z.unknown());
const Rows = z.array(z.record(z.string(), z.json()));

/** A simulator on a virtual clock, without a limit unless one is asked for, and a way to ask it. */
export function api(options: Partial<SimulatorOptions> = {}) {
  const clock = new VirtualClock();
  const simulator = new Simulator({ clock, limit: null, ...options, size: { ...small, ...options.size } });
  const get = async (path: string, init: RequestInit = {}): Promise<Read> => {
    const headers = { authorization: simulator.authorization };
    const response = await simulator.fetch(`https://api.aircall.io${path}`, { headers, ...init });
    return await read(response);
  };
  /** One call as the API shows it. */
  const call = async (id: number, query = ""): Promise<Row> => {
    const { json } = await get(`/v1/calls/${id}${query}`);
    return z.record(z.string(), z.json()).parse(json.call);
  };
  const pass = (seconds: number) => clock.set(clock.now() + seconds * 1000);
  return { clock, simulator, account: simulator.account, get, call, pass };
}

/** Reads an answer; a body that is no JSON object counts as an empty one. */
export async function read(response: Response): Promise<Read> {
  const text = await response.text();
  const json = Body.catch({}).parse(parsed(text));
  const rows = Object.entries(json).flatMap(([key, value]) =>
    key === "meta" ? [] : Rows.catch([]).parse(value)
  );
  return {
    status: response.status,
    headers: response.headers,
    text,
    json,
    meta: Meta.catch(noMeta).parse(json.meta),
    rows,
    ids: rows.map(({ id }) => Number(id)),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Every row of a list, page after page. */
export async function walk(get: (path: string) => Promise<Read>, path: string, perPage = 50): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 1;; page++) {
    const answer = await get(`${path}${path.includes("?") ? "&" : "?"}per_page=${perPage}&page=${page}`);
    rows.push(...answer.rows);
    if (page * answer.meta.per_page >= answer.meta.total) return rows;
  }
}

/** The object at a field, or an empty one. */
export function object(value: unknown): Row {
  return z.record(z.string(), z.json()).catch({}).parse(value);
}

/** The objects at a field, or none. */
export function objects(value: unknown): Row[] {
  return Rows.catch([]).parse(value);
}
