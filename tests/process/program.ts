import configuration from "../../deno.json" with { type: "json" };
import { realClock } from "../../src/capture/clock.ts";
import { FlowRuntime, type JsonObject, type Log, spawn } from "../../src/flow/runtime/mod.ts";
import { readLog } from "../../src/flow/runtime/logs.ts";
import {
  differences,
  serve,
  Simulator,
  type SimulatorOptions,
  type StreamName,
  streams,
} from "../../src/simulator/mod.ts";

const root = new URL("../../", import.meta.url).pathname;

/** How the program is started from a checkout: as the task does it, from wherever this is. */
export function commandLine(...args: string[]): [command: string, args: string[]] {
  const [, ...task] = configuration.tasks.capture.command.split(" ");
  const whole = task.map((arg) => arg === "main.ts" ? `${root}main.ts` : arg);
  return [Deno.execPath(), [...whole.toSpliced(1, 0, "--config", `${root}deno.json`), ...args]];
}

/** After this long something hangs, in milliseconds: a guard, not a measure. */
const PATIENCE = 60_000;

/** Kills a process that does not end by itself. */
export function guarded(child: Deno.ChildProcess): Deno.ChildProcess {
  const guard = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  child.status.finally(() => clearTimeout(guard));
  return child;
}

/** What a process did. */
export interface Ended {
  code: number;
  out: string;
  err: string;
}

/** Runs the program to its end over an input, or over no input at all. */
export async function run(args: string[], input?: string, env: Record<string, string> = {}): Promise<Ended> {
  const [command, before] = commandLine(...args);
  const stdin = input === undefined ? "null" : "piped";
  const child = guarded(
    new Deno.Command(command, { args: before, env, stdin, stdout: "piped", stderr: "piped" }).spawn(),
  );
  if (input !== undefined) {
    // a program that has ended does not read on; that it did is told by its exit code
    const bytes = new Blob([input]).stream();
    await bytes.pipeTo(child.stdin).catch(() => {});
  }
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** The lines of a log, each checked. */
export function logLines(err: string): Log[] {
  const lines = err.split("\n");
  if (lines.pop() !== "") throw new Error(`the log ends within a line: ${err.slice(-200)}`);
  return lines.map((text, i) => readLog({ source: "stderr", number: i + 1, text }));
}

/** How a world of processes is made. */
export interface WorldOptions extends Omit<Partial<SimulatorOptions>, "clock"> {
  /** @default 1_000_000 */
  requestsPerMinute?: number;
  once?: boolean;
  bind?: StreamName[];
  /** @default "PT5M" */
  interval?: string;
  env?: Record<string, string>;
  /** How the program is started. @default from this checkout */
  program?: [command: string, args: string[]];
  /** Whether the configuration leaves base_url out, so that Aircall's own address is asked. @default false */
  ownAddress?: boolean;
}

/** An account behind a real port, a Flow in this process, and the connector in another. */
export class World implements AsyncDisposable {
  readonly simulator: Simulator;
  readonly runtime: FlowRuntime;
  readonly logs: Log[] = [];
  readonly config: JsonObject;
  readonly #options: WorldOptions;
  readonly #stop: AbortController;
  readonly #finished: Promise<void>;
  readonly #guard: ReturnType<typeof setTimeout>;

  private constructor(
    options: WorldOptions,
    simulator: Simulator,
    readonly port: number,
    finished: Promise<void>,
    stop: AbortController,
  ) {
    this.#options = options;
    this.simulator = simulator;
    this.#finished = finished;
    this.#stop = stop;
    const hanging = new AbortController();
    this.#guard = setTimeout(() => hanging.abort(new Error("this takes too long")), PATIENCE);
    const { id, token } = simulator.credentials;
    const { requestsPerMinute = 1_000_000 } = options;
    this.config = {
      api_id: id,
      api_token: token,
      start_date: "2020-01-01T00:00:00Z",
      advanced: {
        requests_per_minute: requestsPerMinute,
        ...(options.ownAddress ? {} : { base_url: `http://127.0.0.1:${port}` }),
      },
    };
    this.runtime = new FlowRuntime({
      start: () => {
        const [command, args] = options.program ?? commandLine();
        return spawn(command, [...args, ...(options.once ? ["--once"] : [])], options.env ?? {});
      },
      config: this.config,
      signal: hanging.signal,
      log: (log) => void this.logs.push(log),
    });
  }

  static async start(options: WorldOptions = {}): Promise<World> {
    const stop = new AbortController();
    const simulator = new Simulator({ limit: null, ...options, clock: realClock });
    const { port, finished } = await serve(simulator, { signal: stop.signal });
    return new World(options, simulator, port, finished, stop);
  }

  get bound(): StreamName[] {
    return this.#options.bind ?? [...streams];
  }

  async publish(): Promise<void> {
    const { interval = "PT5M" } = this.#options;
    const found = await this.runtime.discover();
    const wanted = found.filter(({ recommendedName }) => this.bound.some((name) => name === recommendedName));
    await this.runtime.publish(
      wanted.map((binding) => ({ ...binding, resourceConfig: { ...binding.resourceConfig, interval } })),
    );
  }

  /** How the collections differ from the account. */
  differences(): string[] {
    return this.bound.flatMap((name) => {
      const key = { company: "name", webhooks: "webhook_id" }[name as string] ?? "id";
      const rows = [...this.runtime.collection(name).rows()];
      const captured = new Map(rows.map((document) => [String(document[key]), document]));
      return differences(this.simulator.account, name, captured);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#guard);
    this.#stop.abort();
    await this.#finished;
  }
}
