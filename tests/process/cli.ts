import configuration from "../../deno.json" with { type: "json" };
import { realClock } from "../../src/capture/clock.ts";
import { serve, Simulator, type SimulatorOptions } from "../../src/simulator/mod.ts";
import { type Ended, guarded } from "./program.ts";

const root = new URL("../../", import.meta.url).pathname;

/** How a command for people is started from a checkout: as the task does it, from wherever this is. */
export function cliLine(...args: string[]): [command: string, args: string[]] {
  const [, ...task] = configuration.tasks.cli.command.split(" ");
  const whole = task.map((arg) => arg === "main.ts" ? `${root}main.ts` : arg);
  return [Deno.execPath(), [...whole.toSpliced(1, 0, "--config", `${root}deno.json`), ...args]];
}

/** An account behind a port, and a folder of one's own with a configuration for it. */
export class Desk implements AsyncDisposable {
  readonly simulator: Simulator;
  /** With a slash at its end. */
  readonly folder: string;
  readonly config: string;
  readonly #stop: AbortController;
  readonly #finished: Promise<void>;
  readonly #port: number;

  private constructor(
    simulator: Simulator,
    port: number,
    folder: string,
    stop: AbortController,
    finished: Promise<void>,
  ) {
    this.simulator = simulator;
    this.folder = folder;
    this.config = `${folder}aircall.json`;
    this.#stop = stop;
    this.#finished = finished;
    this.#port = port;
  }

  static async open(options: Partial<Omit<SimulatorOptions, "clock">> = {}): Promise<Desk> {
    const size = {
      calls: 700,
      days: 60,
      contacts: 150,
      users: 60,
      teams: 5,
      numbers: 6,
      tags: 12,
      webhooks: 3,
    };
    const stop = new AbortController();
    const simulator = new Simulator({ size, limit: null, ...options, clock: realClock });
    const { port, finished } = await serve(simulator, { signal: stop.signal });
    const desk = new Desk(simulator, port, `${await Deno.makeTempDir()}/`, stop, finished);
    await desk.configure({});
    return desk;
  }

  /** Writes the configuration, with changes; undefined takes a key away. */
  async configure(changes: Record<string, unknown>): Promise<void> {
    const { id, token } = this.simulator.credentials;
    const advanced = { requests_per_minute: 1_000_000, base_url: `http://127.0.0.1:${this.#port}` };
    const all = { api_id: id, api_token: token, start_date: "2020-01-01T00:00:00Z", advanced, ...changes };
    await Deno.writeTextFile(this.config, JSON.stringify(all));
  }

  /** Starts a command, in the folder. */
  start(args: string[], env: Record<string, string> = {}): Deno.ChildProcess {
    const [command, before] = cliLine(...args);
    const options = {
      args: before,
      env,
      cwd: this.folder,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    } as const;
    return guarded(new Deno.Command(command, options).spawn());
  }

  /** Runs a command to its end. */
  async run(args: string[], env: Record<string, string> = {}): Promise<Ended> {
    return await endOf(this.start(args, env));
  }

  /** What is in the folder. */
  async files(): Promise<string[]> {
    return (await Array.fromAsync(Deno.readDir(this.folder))).map(({ name }) => name);
  }

  /** Does something to a process once the simulator has been asked so many times more. */
  afterRequests(nth: number, what: () => void): void {
    let count = 0;
    const end = this.simulator.onRequest(() => {
      if (++count < nth) return;
      end();
      what();
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#finished;
    await Deno.remove(this.folder, { recursive: true });
  }
}

/** What a process did, once it has ended. */
export async function endOf(child: Deno.ChildProcess): Promise<Ended> {
  const { code, stdout, stderr } = await child.output();
  const decoder = new TextDecoder();
  return { code, out: decoder.decode(stdout), err: decoder.decode(stderr) };
}

/** Runs a command at a terminal, as `script` makes one, and gives what it wrote there. */
export async function atTerminal(
  desk: Desk,
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; out: string }> {
  const [command, before] = cliLine(...args);
  const line = ["stty cols 100 rows 40;", command, ...before].join(" ");
  const child = guarded(
    new Deno.Command("script", {
      args: ["-qec", line, "/dev/null"],
      env: { TERM: "xterm", NO_COLOR: "", ...env },
      cwd: desk.folder,
      stdin: "null",
      stdout: "piped",
      stderr: "piped",
    }).spawn(),
  );
  const { code, out } = await endOf(child);
  return { code, out };
}

/** Whether there is such a program here. */
export function has(program: string): boolean {
  try {
    return new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" }).outputSync()
      .success;
  } catch {
    return false;
  }
}
