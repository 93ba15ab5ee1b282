import { z } from "zod";
import { isObject, type JsonObject } from "../../../src/flow/runtime/json.ts";
import { type Capture, keyOf, type Row } from "./contender.ts";

/** The request that asks what a connector is. */
export const specRequest = '{"spec":{"protocol":3032023}}\n';

/** How a connector is started. */
export type Start = Pick<Capture, "command" | "args" | "env">;

/** What is needed of an answer to `discover`; newer platforms' fields may stand beside it. */
const Discovered = z.object({
  discovered: z.object({
    bindings: z.array(z.object({
      recommendedName: z.string(),
      resourceConfig: z.record(z.string(), z.unknown()),
      documentSchema: z.record(z.string(), z.unknown()),
      key: z.array(z.string()),
    })),
  }),
});
type Bindings = z.infer<typeof Discovered>["discovered"]["bindings"];

/** The capture of everything that a connector of Flow discovers. */
export async function flowCapture(start: Start, config: JsonObject): Promise<Omit<Capture, "endless">> {
  const found = await discover(start, config);
  const streams = found.map(({ recommendedName }) => recommendedName);
  return { ...start, input: openOf(config, found), prefix: '{"captured"', row: rowOf(streams) };
}

/** Asks a process of its own. */
async function discover({ command, args, env = {} }: Start, config: JsonObject): Promise<Bindings> {
  const child = new Deno.Command(command, { args, env, stdin: "piped", stdout: "piped", stderr: "piped" })
    .spawn();
  const request = `${JSON.stringify({ discover: { connectorType: "IMAGE", config } })}\n`;
  const [{ code, stdout, stderr }] = await Promise.all([
    child.output(),
    new Blob([request]).stream().pipeTo(child.stdin),
  ]);
  const decoder = new TextDecoder();
  if (code !== 0) throw new Error(`discover ended with exit code ${code}: ${decoder.decode(stderr)}`);
  return Discovered.parse(JSON.parse(decoder.decode(stdout))).discovered.bindings;
}

/** The request to open all bindings from the beginning. */
function openOf(config: JsonObject, found: Bindings): string {
  const bindings = found.map(({ recommendedName, resourceConfig, documentSchema, key }) => ({
    resourceConfig,
    resourcePath: [recommendedName],
    collection: { name: `acmeCo/${recommendedName}`, writeSchema: documentSchema, key },
    stateKey: recommendedName,
    backfill: 0,
  }));
  const capture = { name: "acmeCo/aircall", connectorType: "IMAGE", config, bindings, intervalSeconds: 300 };
  const range = { keyBegin: 0, keyEnd: 0xffffffff, rClockBegin: 0, rClockEnd: 0xffffffff };
  return `${JSON.stringify({ open: { capture, version: "1", range, state: {} } })}\n`;
}

/** Reads `{"captured":{"binding":3,"doc":{…}}}`; a binding of 0 may be left out. */
function rowOf(streams: readonly string[]): Capture["row"] {
  return (line): Row => {
    const captured = isObject(line) ? line["captured"] : undefined;
    if (!isObject(captured) || !isObject(captured["doc"])) throw new Error("a captured line has no document");
    const stream = streams[Number(captured["binding"] ?? 0)];
    if (stream === undefined) throw new Error("a document came of a binding that was not opened");
    return { stream, key: keyOf(stream, captured["doc"]) };
  };
}
