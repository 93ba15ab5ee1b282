/** Signals that end a connector: at once and without a word, or asked politely. */
export type Signal = "SIGKILL" | "SIGTERM" | "SIGINT";

/**
 * A connector that runs: bytes in, bytes out. A child process or, in tests, a session in this process.
 *
 * After `kill("SIGKILL")` its output and logs end and `status` resolves, whatever it was doing.
 */
export interface Connector {
  /** Its stdin. */
  write(bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Ends its stdin; calling it again does nothing. */
  closeInput(): Promise<void>;
  /** Its stdout. */
  readonly output: ReadableStream<Uint8Array>;
  /** Its stderr. */
  readonly logs: ReadableStream<Uint8Array>;
  /** Its exit code. */
  readonly status: Promise<number>;
  /** Does nothing when it has ended already. */
  kill(signal: Signal): void;
}

/**
 * Starts a connector as a child process.
 *
 * @param env added to this process's own environment
 */
export function spawn(command: string, args: string[], env: Record<string, string> = {}): Connector {
  const child = new Deno.Command(command, { args, env, stdin: "piped", stdout: "piped", stderr: "piped" })
    .spawn();
  const input = child.stdin.getWriter();
  let closed = false;
  let ended = false;
  const status = child.status.then(({ code }) => {
    ended = true;
    return code;
  });
  return {
    write: (bytes) => input.write(bytes),
    async closeInput() {
      if (closed) return;
      closed = true;
      await input.close();
    },
    output: child.stdout,
    logs: child.stderr,
    status,
    kill(signal) {
      if (!ended) child.kill(signal);
    },
  };
}
