import type { Selection } from "./selection.ts";
import { SortedPairs } from "./sorted_pairs.ts";

/** What the calls list is sorted by. Nobody knows which it is: in all observed data both follow `order`. */
export type CallOrder = "started_at" | "id";

/** When each call started, by start and by id. 32 bytes a call. */
export class CallIndex {
  #byStart: SortedPairs;
  #byId: SortedPairs;
  #edges: Edges | undefined;

  /** @param capacity calls to make room for. */
  constructor(capacity: number) {
    this.#byStart = new SortedPairs(capacity);
    this.#byId = new SortedPairs(capacity);
  }

  /** The highest id, or undefined when there is no call. */
  get lastId(): number | undefined {
    return this.#byId.length > 0 ? this.#byId.first(this.#byId.length - 1) : undefined;
  }

  /** `started_at` of a call, or undefined when there is no such call. */
  startOf(id: number): number | undefined {
    return this.#byId.get(id);
  }

  add(id: number, startedAt: number): void {
    this.#byStart.push(startedAt, id);
    this.#byId.push(id, startedAt);
  }

  /** Many calls that start in the same second. @param ids ascending */
  addBurst(ids: readonly number[], startedAt: number): void {
    this.#byStart.add(ids.map((id) => [startedAt, id] as const));
    this.#byId.add(ids.map((id) => [id, startedAt] as const));
  }

  /** Lets a call start at another second. */
  move(id: number, startedAt: number): void {
    const before = this.startOf(id);
    if (before === undefined || before === startedAt) return;
    this.#byStart.delete(before, id);
    this.#byStart.push(startedAt, id);
    this.#byId.delete(id, before);
    this.#byId.push(id, startedAt);
  }

  /** The ids on either side of the end of a second: the last that started by then, the first that started later. */
  around(second: number): [before: number | undefined, after: number | undefined] {
    const rank = this.#byStart.rank(second + 1);
    return [
      rank > 0 ? this.#byStart.second(rank - 1) : undefined,
      rank < this.#byStart.length ? this.#byStart.second(rank) : undefined,
    ];
  }

  /** Ids of the calls that started after `from` and not after `to`, ascending by `order` and then by id. */
  select(from: number, to: number, order: CallOrder): Selection {
    const low = this.#byStart.rank(from + 1);
    const total = Math.max(0, this.#byStart.rank(to + 1) - low);
    if (order === "started_at") return { total, at: (rank) => this.#byStart.second(low + rank) };
    return this.#selectById(from, to, total);
  }

  /**
   * Starts nearly follow ids, so a window of starts is one run of ids with frayed edges. Only the edges are looked at
   * one by one:
   *
   *        first       whole                           end         last
   *   ───────┼───×─●─×───┼─●──●──●──●──●──●──●──●──●────┼───●─×─●───┼────▶  ids; ● in the window, × not
   */
  #selectById(from: number, to: number, total: number): Selection {
    const { highest, lowest } = this.#currentEdges();
    const ids = this.#byId;
    const first = rankOf(highest, from + 1);
    const last = rankOf(lowest, to + 1);
    const whole = Math.min(Math.max(rankOf(lowest, from + 1), first), last);
    const end = Math.max(Math.min(rankOf(highest, to + 1), last), whole);
    const inside = (low: number, high: number) => {
      const ranks: number[] = [];
      for (let rank = low; rank < high; rank++) {
        if (ids.second(rank) > from && ids.second(rank) <= to) ranks.push(rank);
      }
      return ranks;
    };
    const front = inside(first, whole);
    const back = inside(end, last);
    const middle = end - whole;
    const at = (rank: number): number => {
      if (rank < front.length) return ids.first(front[rank] as number);
      const behind = rank - front.length;
      return ids.first(behind < middle ? whole + behind : back[behind - middle] as number);
    };
    return { total, at };
  }

  #currentEdges(): Edges {
    if (this.#edges?.version !== this.#byId.version) this.#edges = edges(this.#byId);
    return this.#edges;
  }
}

/** By rank in the order of ids: the latest start up to there, and the earliest from there on. Both ascend. */
interface Edges {
  version: number;
  highest: Float64Array;
  lowest: Float64Array;
}

function edges(byId: SortedPairs): Edges {
  const highest = new Float64Array(byId.length);
  const lowest = new Float64Array(byId.length);
  let high = -Infinity;
  for (let rank = 0; rank < byId.length; rank++) highest[rank] = high = Math.max(high, byId.second(rank));
  let low = Infinity;
  for (let rank = byId.length - 1; rank >= 0; rank--) lowest[rank] = low = Math.min(low, byId.second(rank));
  return { version: byId.version, highest, lowest };
}

/** How many numbers of an ascending list are below `value`. */
function rankOf(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
