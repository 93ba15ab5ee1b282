import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Clock } from "../capture/clock.ts";
import { type Answer, dropsOf } from "./answer.ts";
import type { Simulator } from "./simulator.ts";

/** Where to serve. */
export interface ServeOptions {
  /** The address to listen on. @default "127.0.0.1" */
  hostname?: string;
  /** 0 takes a free one. @default 0 */
  port?: number;
  /** Ends the server: open connections are closed at once. */
  signal?: AbortSignal;
  /** Called once it listens. */
  onListen?: (address: { hostname: string; port: number }) => void;
}

/** A server that listens. */
export interface Served {
  /** The one it listens on. */
  port: number;
  /** Resolves once the signal has ended the server and all its connections. */
  finished: Promise<void>;
}

/**
 * Serves a simulator on a real port, faults included: a reset sends the client a TCP reset before any header, a cut
 * closes the connection after half of the body. (Of the servers at hand, node:http lets one reset a connection;
 * Deno.serve has always sent its headers by then.)
 *
 * @throws {Error} with the code `EADDRINUSE`: the port is taken
 */
export async function serve(simulator: Simulator, options: ServeOptions = {}): Promise<Served> {
  const { hostname = "127.0.0.1", port = 0, signal, onListen } = options;
  signal?.throwIfAborted();
  const server = createServer((request, response) => void respond(simulator, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, hostname, () => resolve());
  });
  const finished = new Promise<void>((resolve) => server.once("close", () => resolve()));
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  signal?.addEventListener("abort", stop, { once: true });
  const address = server.address();
  const listening = typeof address === "object" && address !== null ? address.port : port;
  onListen?.({ hostname, port: listening });
  return { port: listening, finished };
}

async function respond(
  simulator: Simulator,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once("close", () => gone.abort());
  try {
    const answer = await simulator.answer({
      method: request.method ?? "GET",
      url: new URL(request.url ?? "/", `http://${request.headers.host ?? "localhost"}`),
      authorization: request.headers.authorization ?? null,
      text: () => text(request),
      signal: gone.signal,
    });
    await send(answer, simulator.clock, request, response, gone.signal);
  } catch (error) {
    // A client that gave up needs no answer; anything else is a fault of the simulation itself.
    if (gone.signal.aborted) return;
    response.writeHead(500, { "content-type": "text/plain" });
    response.end(String(error));
  }
}

async function send(
  answer: Answer,
  clock: Clock,
  request: IncomingMessage,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  const { status, headers, body, delivery } = answer;
  if (delivery === "stall-headers") return;
  if (delivery === "reset") return void request.socket.resetAndDestroy();
  response.writeHead(status, headers);
  if (delivery === "whole") return void response.end(body);
  for (const drop of dropsOf(body, delivery)) {
    if (typeof delivery === "object") await clock.sleep(delivery.drip, signal);
    await new Promise<void>((resolve) => response.write(drop, () => resolve()));
  }
  if (delivery === "cut") request.socket.destroy();
  else if (delivery !== "stall-body") response.end();
}

async function text(request: IncomingMessage): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of request) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}
