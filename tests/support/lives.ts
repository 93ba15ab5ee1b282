import { assertEquals } from "@std/assert";
import type { JsonObject } from "../../src/flow/runtime/mod.ts";
import type { Simulator } from "../../src/simulator/mod.ts";
import { bindingOf, configOf, documents, openOf, stateAfter, type Talk, talk } from "./talk.ts";

/** One run of the connector over what the last one left. */
export interface Life {
  /** RFC 3339. @default "2020-01-01T00:00:00Z" */
  start?: string;
  /** @default "incremental" */
  syncMode?: "incremental" | "full_refresh";
  /** @default "PT5M" */
  interval?: string;
  /** Ends after so many documents, at the next checkpoint. @default never */
  documents?: number;
  /** Follows for so many minutes, instead of a run with `--once`. */
  minutes?: number;
}

/** One stream's capture through any number of lives, its configuration changing in between. */
export class Lives {
  readonly simulator: Simulator;
  state: JsonObject = {};
  /** By key, what was captured in all lives together: the last document of each. */
  readonly rows = new Map<string, JsonObject>();
  readonly #stream: string;

  constructor(simulator: Simulator, stream: string) {
    this.simulator = simulator;
    this.#stream = stream;
  }

  get binding(): JsonObject {
    const { bindings } = this.state as { bindings?: Record<string, JsonObject> };
    return bindings?.[this.#stream] ?? {};
  }

  /** Lives once. @returns the documents of this life */
  async live(life: Life = {}): Promise<JsonObject[]> {
    const { start = "2020-01-01T00:00:00Z", syncMode = "incremental", interval = "PT5M", minutes } = life;
    const stop = new AbortController();
    if (minutes !== undefined) this.simulator.clock.sleep(minutes * 60_000).then(() => stop.abort());
    let heard = 0;
    const resourceConfig = { stream: this.#stream, syncMode, interval };
    const config = configOf(this.simulator, {
      start_date: start,
      advanced: { requests_per_minute: 6000 },
    });
    const open = openOf(config, [bindingOf(this.#stream, { resourceConfig })], { state: this.state });
    const ran: Talk = await talk([open], {
      simulator: this.simulator,
      once: minutes === undefined,
      hold: true,
      signal: stop.signal,
      heard: (response) => {
        if ("captured" in response && ++heard === life.documents) stop.abort();
      },
    });
    assertEquals(ran.code, 0, ran.last?.message);
    this.state = stateAfter(ran, this.state);
    const all = documents(ran);
    for (const document of all) {
      const key = String(document["id"]);
      if ((document["_meta"] as JsonObject)["op"] === "d") this.rows.delete(key);
      else this.rows.set(key, document);
    }
    return all;
  }
}

/** How many documents have this op. */
export function ops(all: JsonObject[], op: string): number {
  return all.filter(({ _meta }) => (_meta as JsonObject)["op"] === op).length;
}
