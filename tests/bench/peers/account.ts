import configuration from "../../../deno.json" with { type: "json" };

const root = new URL("../../../", import.meta.url).pathname;

/** How many rows the account's lists have. */
export interface Rows {
  calls: number;
  contacts: number;
  users: number;
  teams: number;
  numbers: number;
  tags: number;
  webhooks: number;
}

/** An account that is served by a process of its own. */
export interface Account extends AsyncDisposable {
  /** Where it is served: `http://127.0.0.1:36409`. */
  url: string;
  id: string;
  token: string;
  /** From before its first call, as RFC 3339 tells times. */
  start: string;
  /** How many rows a whole capture brings, by stream. */
  expected: ReadonlyMap<string, number>;
}

/** All rows of an account, by stream. */
export function expectedOf(rows: Rows): Map<string, number> {
  return new Map([...Object.entries(rows), ["company", 1], ["user_availablity", rows.users]]);
}

/** What the simulator says once it serves. */
export function readGreeting(text: string): Pick<Account, "url" | "id" | "token"> | undefined {
  const url = /^Listening on (\S+)$/m.exec(text)?.[1];
  const [, id, token] = /^API ID (\S+), API token (\S+)$/m.exec(text) ?? [];
  return url === undefined || id === undefined || token === undefined ? undefined : { url, id, token };
}

/**
 * Serves an account without a limit, in which nothing happens and each row is made once, until it is disposed of. It is held
 * in memory, some 2.5 KB a row, and takes a tenth of the processor time that the simulator takes.
 */
export function servePrepared(rows: Rows): Promise<Account> {
  const script = `${root}tests/bench/peers/serve_prepared.ts`;
  const args = ["run", "-q", "--config", `${root}deno.json`, "--allow-net=127.0.0.1", script];
  return serving(rows, [...args, JSON.stringify(rows)]);
}

/** Serves an account without a limit, in which nothing happens, by the simulator as it is, until it is disposed of. */
export function serveAccount(rows: Rows): Promise<Account> {
  const sizes = Object.entries(rows).map(([name, count]) => `--${name}=${count}`);
  const [, ...task] = configuration.tasks.simulate.command.split(" ");
  const args = [
    ...task.toSpliced(1, 0, "--config", `${root}deno.json`).map((arg) =>
      arg === "main.ts" ? `${root}${arg}` : arg
    ),
    ...["--port=0", "--limit=none", "--live=0", "--users-v1=live"],
    ...sizes,
  ];
  return serving(rows, args);
}

async function serving(rows: Rows, args: string[]): Promise<Account> {
  const child = new Deno.Command(Deno.execPath(), { args, stdin: "null", stdout: "piped", stderr: "inherit" })
    .spawn();
  const greeting = await greetingOf(child.stdout);
  return {
    ...greeting,
    start: "2020-01-01T00:00:00Z",
    expected: expectedOf(rows),
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await Promise.all([child.status, child.stdout.cancel()]);
    },
  };
}

/** Reads as far as the simulator has said where it serves. */
async function greetingOf(stdout: ReadableStream<Uint8Array>) {
  const decoder = new TextDecoder();
  const reader = stdout.getReader();
  let text = "";
  while (true) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the simulator did not begin to serve: ${text}`);
    text += decoder.decode(value, { stream: true });
    const greeting = readGreeting(text);
    if (!greeting) continue;
    reader.releaseLock();
    return greeting;
  }
}
