import { locate } from "../../../src/flow/runtime/json.ts";
import {
  type Connector,
  FlowRuntime,
  type JsonObject,
  type RuntimeOptions,
  type Signal,
} from "../../../src/flow/runtime/mod.ts";

/** What a scripted connector may do. */
export interface Stage {
  /** The next request, or undefined when stdin has ended. */
  next(): Promise<JsonObject | undefined>;
  /** Writes messages to stdout, one a line; text goes as it is, without a newline of ours. */
  say(...messages: (JsonObject | string | Uint8Array)[]): void;
  /** Writes a line to stderr; text goes as it is. */
  log(line: JsonObject | string): void;
  /** Aborts when the connector is killed. */
  readonly killed: AbortSignal;
  /** Resolves when the connector is asked to end by this signal. */
  signalled(signal: Signal): Promise<void>;
}

/** A connector in this process that plays a script; what the script returns is its exit code. */
export function scripted(script: (stage: Stage) => Promise<number>): Connector {
  const requests: string[] = [];
  let inputOver = false;
  let wake = () => {};
  let over = false;
  const killed = new AbortController();
  const out = pipe();
  const err = pipe();
  const { promise: status, resolve: exit } = Promise.withResolvers<number>();
  const end = (code: number) => {
    if (over) return;
    over = true;
    killed.abort();
    out.close();
    err.close();
    exit(code);
  };
  const signals = new Map<Signal, () => void>();
  const stage: Stage = {
    async next() {
      while (requests.length === 0) {
        if (inputOver) return undefined;
        await new Promise<void>((resolve) => wake = resolve);
      }
      return JSON.parse(requests.shift() ?? "");
    },
    say(...messages) {
      for (const message of messages) {
        out.push(
          typeof message === "string" || message instanceof Uint8Array
            ? message
            : `${JSON.stringify(message)}\n`,
        );
      }
    },
    killed: killed.signal,
    log: (line) => err.push(typeof line === "string" ? line : `${JSON.stringify(line)}\n`),
    signalled: (signal) => new Promise((resolve) => signals.set(signal, resolve)),
  };
  script(stage).then(end, (error) => {
    err.push(`${error}\n`);
    end(1);
  });
  return {
    write(bytes) {
      requests.push(...new TextDecoder().decode(bytes).trim().split("\n"));
      wake();
      return Promise.resolve();
    },
    closeInput() {
      inputOver = true;
      wake();
      return Promise.resolve();
    },
    output: out.stream,
    logs: err.stream,
    status,
    kill(signal) {
      if (signal === "SIGKILL") end(137);
      else signals.get(signal)?.();
    },
  };
}

function pipe() {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start: (given) => void (controller = given),
    cancel: () => void (controller = undefined),
  });
  return {
    stream,
    push: (data: string | Uint8Array) =>
      controller?.enqueue(typeof data === "string" ? new TextEncoder().encode(data) : data),
    close() {
      controller?.close();
      controller = undefined;
    },
  };
}

/** A spec that nothing is wrong with. */
export const goodSpec = {
  protocol: 3032023,
  configSchema: { type: "object", properties: { token: { type: "string" } } },
  resourceConfigSchema: {
    type: "object",
    required: ["stream"],
    properties: { stream: { type: "string" }, interval: { type: "string" } },
  },
  documentationUrl: "https://example.com/docs",
  resourcePathPointers: ["/stream"],
};

/** What the good connector discovers under a name. */
export function goodBinding(name: string) {
  return {
    recommendedName: name,
    resourceConfig: { stream: name },
    documentSchema: {
      type: "object",
      required: ["id"],
      properties: {
        id: { type: "integer" },
        at: { type: "string", format: "date-time" },
        _meta: { type: "object", properties: { op: { enum: ["c", "u", "d"] } } },
      },
    },
    key: ["/id"],
  };
}

/** What the good connector says to a request, but for `open`. */
export function goodAnswer(request: JsonObject): JsonObject {
  if ("spec" in request) return { spec: goodSpec };
  if ("discover" in request) return { discovered: { bindings: [goodBinding("calls"), goodBinding("tags")] } };
  if ("validate" in request) {
    const bindings = locate(request, "/validate/bindings");
    const paths = Array.isArray(bindings)
      ? bindings.map((one) => [locate(one, "/resourceConfig/stream")])
      : [];
    return { validated: { bindings: paths.map((resourcePath) => ({ resourcePath })) } };
  }
  return { applied: { actionDescription: "" } };
}

/** A good connector but for one answer; `open` may be given a script of its own. */
export function connector(
  { answer = goodAnswer, open }: {
    answer?: (request: JsonObject, n: number) => JsonObject | string;
    open?: (stage: Stage, request: JsonObject) => Promise<number>;
  } = {},
): () => Connector {
  return () =>
    scripted(async (stage) => {
      let n = 0;
      for (let request = await stage.next(); request; request = await stage.next()) {
        if ("open" in request && open) return await open(stage, request);
        stage.say(answer(request, n++));
      }
      return 0;
    });
}

/** A runtime over such a connector. */
export function runtime(
  parts: Parameters<typeof connector>[0] = {},
  options: Partial<RuntimeOptions> = {},
): FlowRuntime {
  return new FlowRuntime({ start: connector(parts), config: { token: "secret" }, ...options });
}

/** A runtime whose capture of `calls` and `tags` is published; `open` plays the script. */
export async function published(
  open: (stage: Stage, request: JsonObject) => Promise<number>,
  options: Partial<RuntimeOptions> = {},
): Promise<FlowRuntime> {
  const task = runtime({ open }, options);
  await task.publish([goodBinding("calls"), goodBinding("tags")]);
  return task;
}

export const opened = { opened: { explicitAcknowledgements: false } };

/** A document of a binding. */
export function captured(binding: number, id: number, more: JsonObject = {}): JsonObject {
  return { captured: { binding, doc: { id, ...more, _meta: { op: "c" } } } };
}

/** A checkpoint whose patch is given. */
export function checkpoint(updated: JsonObject = {}, mergePatch = true): JsonObject {
  return { checkpoint: { state: { updated, mergePatch } } };
}

/** A line of the log as it should be. */
export function logged(level: string, msg: string, fields?: JsonObject): JsonObject {
  return { ts: "2026-11-02T09:00:00.000Z", level, msg, ...(fields ? { fields } : {}) };
}
