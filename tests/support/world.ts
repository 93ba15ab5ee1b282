import type { Clock } from "../../src/capture/clock.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import {
  type Discovered,
  FlowRuntime,
  type JsonObject,
  type Log,
  type Variant,
} from "../../src/flow/runtime/mod.ts";
import {
  differences,
  Simulator,
  type SimulatorOptions,
  type StreamName,
  streams,
} from "../../src/simulator/mod.ts";
import type { Fetch } from "../../src/http/client.ts";
import { type InProcess, inProcess } from "../../src/flow/runtime/in_process.ts";

/** How one binding is published. */
export interface BindingChange {
  interval?: string;
  syncMode?: string;
  backfill?: number;
}

/** What a test's world is made of. */
export interface WorldOptions extends Omit<Partial<SimulatorOptions>, "clock"> {
  /** Of the connector's configuration. @default 60 */
  requestsPerMinute?: number;
  /** @default "2020-01-01T00:00:00Z" */
  start?: string;
  /** What else the configuration says under `advanced`. */
  advanced?: JsonObject;
  /** @default false */
  once?: boolean;
  /** @default every stream */
  bind?: StreamName[];
  /** @default "PT5M" */
  interval?: string;
  /** @default "incremental" */
  syncMode?: "incremental" | "full_refresh";
  variant?: Variant;
  level?: InProcess["level"];
  /** What the connector has for a clock, made of the world's. @default the world's itself */
  timers?: (clock: Clock) => Clock;
}

/** An account, a Flow, and the connector between them: all in this process, on a virtual clock. */
export class World {
  readonly clock = new VirtualClock();
  readonly simulator: Simulator;
  readonly runtime: FlowRuntime;
  readonly logs: Log[] = [];
  readonly #options: WorldOptions;
  /** What was discovered; the next publication is of the same. */
  #found: Discovered["bindings"] | undefined;
  /** Changed, it applies to the next process. */
  once: boolean;
  /** What stands between the connector and the account; a test may lie here. @default nothing */
  fetch: Fetch;

  constructor(options: WorldOptions = {}) {
    this.#options = options;
    this.once = options.once ?? false;
    this.simulator = new Simulator({ limit: null, ...options, clock: this.clock });
    this.fetch = this.simulator.fetch;
    const clock = options.timers?.(this.clock) ?? this.clock;
    this.runtime = new FlowRuntime({
      start: () => {
        const fetch: Fetch = (url, init) => this.fetch(url, init);
        return inProcess({ clock, fetch, once: this.once, level: options.level ?? "info" });
      },
      config: this.config,
      log: (log) => void this.logs.push(log),
      ...(options.variant ? { variant: options.variant } : {}),
    });
  }

  get config(): JsonObject {
    const { requestsPerMinute = 60, start = "2020-01-01T00:00:00Z", advanced = {} } = this.#options;
    const { id, token } = this.simulator.credentials;
    return {
      api_id: id,
      api_token: token,
      start_date: start,
      advanced: { requests_per_minute: requestsPerMinute, ...advanced },
    };
  }

  get bound(): StreamName[] {
    return this.#options.bind ?? [...streams];
  }

  /** Publishes the capture with its bindings: all alike, but for what is said of single ones. */
  async publish(
    change: BindingChange = {},
    single: ReadonlyMap<string, BindingChange> = new Map(),
  ): Promise<void> {
    this.#found ??= await this.runtime.discover();
    await this.runtime.publish(
      this.#found.filter(({ recommendedName }) => this.bound.some((name) => name === recommendedName)).map(
        (binding) => {
          const own = { ...this.#options, ...change, ...single.get(binding.recommendedName) };
          const { interval = "PT5M", syncMode = "incremental", backfill = 0 } = own;
          return {
            ...binding,
            resourceConfig: { ...binding.resourceConfig, interval, syncMode },
            backfill,
          };
        },
      ),
    );
  }

  /** How the collections differ from the account. */
  differences(): string[] {
    return this.bound.flatMap((name) => differences(this.simulator.account, name, this.captured(name)));
  }

  /** What was captured of one stream, by key. */
  captured(name: StreamName): Map<string, JsonObject> {
    const key = { company: "name", webhooks: "webhook_id" }[name as string] ?? "id";
    return new Map(
      [...this.runtime.collection(name).rows()].map((document) => [String(document[key]), document]),
    );
  }

  /** One `--once` run to its end. @returns its exit code */
  async runOnce(): Promise<number> {
    this.once = true;
    const session = await this.runtime.open();
    return (await session.ended).code;
  }
}
