/** One request and what became of it. */
export interface Entry {
  /** Unix milliseconds of its arrival, by the simulator's clock. */
  at: number;
  method: string;
  path: string;
  /** Of a parameter that was sent more than once, the last value. */
  query: Readonly<Record<string, string>>;
  /** What the path is an instance of: `/v1/calls/:id`; `*` when there is no such route. */
  route: string;
  /** Of the answer; 0 when there was none, or not yet. */
  status: number;
  /** Of a list: the page. */
  page?: number;
  /** Of a list: how many rows the answer held. */
  rows?: number;
  /** The fault that was made, if any. */
  fault?: string;
}

/** Every request, in the order of arrival. The latest are kept; counts are exact over all of them. */
export class Journal {
  readonly entries: Entry[] = [];
  #most: number;
  #counts = new Map<string, Map<number, number>>();

  /** @param most how many entries to keep at least; older ones are dropped. */
  constructor(most: number) {
    this.#most = most;
  }

  /** Notes an arrival. */
  add(entry: Entry): void {
    this.entries.push(entry);
    if (this.entries.length > this.#most * 2) this.entries.splice(0, this.entries.length - this.#most);
  }

  /** Counts an entry, once it is known what became of it. */
  close({ route, status }: Entry): void {
    const counts = this.#counts.get(route) ?? new Map<number, number>();
    counts.set(status, (counts.get(status) ?? 0) + 1);
    this.#counts.set(route, counts);
  }

  /** How many requests were answered, of one route or all, with one status or any; 0 stands for no answer. */
  count({ route, status }: { route?: string; status?: number } = {}): number {
    let sum = 0;
    for (const [name, counts] of this.#counts) {
      if (route !== undefined && name !== route) continue;
      for (const [code, count] of counts) if (status === undefined || code === status) sum += count;
    }
    return sum;
  }

  /** Forgets the entries and the counts. */
  clear(): void {
    this.entries.length = 0;
    this.#counts.clear();
  }
}
