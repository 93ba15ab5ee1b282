import type { Config, Resource } from "../aircall/config.ts";
import type { Wanted } from "../aircall/wanted.ts";
import type { Log } from "../capture/log.ts";
import type { Environment } from "./environment.ts";
import { lines } from "./lines.ts";
import { Output, type Writable } from "../capture/output.ts";
import { ProtocolError } from "./protocol_error.ts";
import { asksForSpec, readLine } from "./request_line.ts";
import type { Bound, Request } from "./requests.ts";
import { specResponse } from "./spec.ts";

/** What went wrong, in words that are loaded when something did. @returns the exit code */
async function explained(error: unknown, log: Log, capturing: boolean): Promise<number> {
  return (await import("./explain.ts")).explain(error, log, capturing);
}

/** Everything beyond the answer to `spec`, loaded when it is needed. */
const work = () => import("./work.ts");

/** How long `discover` and `validate` keep asking an API that does not answer, in milliseconds. */
const PATIENCE = 20_000;

/**
 * Speaks the Flow capture protocol: one request a line, each answered before the next is read, until the input ends, or `open` has begun a
 * capture and that has ended. It never throws: what goes wrong is logged, the line that a person has to read last.
 *
 * @returns the exit code: 0 done or asked to stop, 1 a fault at run time, 2 a wrong configuration
 */
export async function serve(
  input: ReadableStream<Uint8Array>,
  to: Writable,
  environment: Environment,
): Promise<number> {
  const output = new Output(to);
  const requests = lines(input);
  try {
    for (
      let next = await read(requests, environment.signal);
      next;
      next = await read(requests, environment.signal)
    ) {
      if (next.name === "open") return await captureAndListen(next.body, requests, output, environment);
      await answer(next, output, environment);
    }
    return 0;
  } catch (error) {
    return environment.signal.aborted ? 0 : await explained(error, environment.log, false);
  }
}

/** The next request; undefined when the input has ended or the session is asked to stop. */
async function read(requests: AsyncGenerator<string>, signal: AbortSignal): Promise<Request | undefined> {
  const stopped = Promise.withResolvers<undefined>();
  const stop = () => stopped.resolve(undefined);
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    const next = await Promise.race([requests.next(), stopped.promise]);
    return next && !next.done ? await parse(next.value) : undefined;
  } finally {
    signal.removeEventListener("abort", stop);
  }
}

async function parse(text: string): Promise<Request> {
  const line = readLine(text);
  if (asksForSpec(line)) return { name: "spec", body: {} };
  return (await work()).readRequest(line);
}

async function answer(
  request: Exclude<Request, { name: "open" }>,
  output: Output,
  environment: Environment,
): Promise<void> {
  switch (request.name) {
    case "spec":
      return await output.respond(specResponse());
    case "discover": {
      const { discoveredBinding, readWanted, streams } = await work();
      await checkCredentials(readWanted(request.body.config, [], environment).config, environment);
      return await output.respond({ discovered: { bindings: streams.map(discoveredBinding) } });
    }
    case "validate": {
      const { config, resources } = await readBindings(request.body, environment);
      await warnOfKeys(request.body, resources, environment);
      await checkCredentials(config, environment);
      return await output.respond({
        validated: { bindings: resources.map(({ stream }) => ({ resourcePath: [stream.name] })) },
      });
    }
    case "apply":
      await readBindings(request.body.capture, environment);
      return await output.respond({ applied: { actionDescription: "" } });
    case "acknowledge":
      throw new ProtocolError("acknowledge came before open; there is nothing to acknowledge");
  }
}

/** Checks a capture whole: its configuration, its bindings, and that each binding has its collection. */
async function readBindings(capture: Bound, environment: Environment): Promise<Wanted> {
  const { config, bindings, linkedCollections } = capture;
  const { collectionOf, readWanted } = await work();
  for (const binding of bindings) collectionOf(binding, linkedCollections);
  return readWanted(config, bindings.map(({ resourceConfig }) => resourceConfig), environment);
}

/** A collection with another key than the stream's takes documents, but no deletions. */
async function warnOfKeys(
  { bindings, linkedCollections }: Bound,
  resources: Resource[],
  { log }: Environment,
): Promise<void> {
  const { collectionOf } = await work();
  for (const [i, { stream }] of resources.entries()) {
    const binding = bindings[i];
    const collection = binding && collectionOf(binding, linkedCollections);
    if (!collection || collection.key.length === 0 || String(collection.key) === String(stream.key)) continue;
    log.warn(
      `Collection "${collection.name}" is keyed by ${
        collection.key.join(", ")
      }, but ${stream.name} are identified by ${stream.key.join(", ")}: ` +
        `deletions cannot reach it. Discover anew, and bind the stream to a collection with that key.`,
    );
  }
}

async function checkCredentials(config: Config, environment: Environment): Promise<void> {
  const { connect } = await work();
  const { api } = connect(config, environment, { patience: PATIENCE });
  await api.ping("credentials", "tail", environment.signal);
}

/** Captures, and meanwhile reads on: the end of the input changes nothing, but what is no acknowledgement ends the capture. */
async function captureAndListen(
  request: Extract<Request, { name: "open" }>["body"],
  requests: AsyncGenerator<string>,
  output: Output,
  environment: Environment,
): Promise<number> {
  const { capture, collectionOf } = await work();
  for (const binding of request.capture.bindings) collectionOf(binding, request.capture.linkedCollections);
  const ended = new AbortController();
  const signal = AbortSignal.any([environment.signal, ended.signal]);
  let fault: unknown;
  listen(requests, signal).catch((breach) => {
    fault = breach;
    ended.abort(breach);
  });
  try {
    await capture(request, output, { ...environment, signal });
  } catch (error) {
    fault ??= error;
  } finally {
    ended.abort();
  }
  return fault === undefined ? 0 : await explained(fault, environment.log, true);
}

/** Reads what comes after `open`. @throws {ProtocolError} it is no acknowledgement */
async function listen(requests: AsyncGenerator<string>, signal: AbortSignal): Promise<void> {
  for (let next = await read(requests, signal); next; next = await read(requests, signal)) {
    if (next.name !== "acknowledge") {
      throw new ProtocolError(`${next.name} came after open; only acknowledge may`);
    }
  }
}
