import { delay } from "@std/async";
import type { Connector, JsonObject } from "../../../src/flow/runtime/mod.ts";
import { type Simulator, type StreamName, streams } from "../../../src/simulator/mod.ts";
import { goodAnswer, goodSpec, logged, opened, scripted, type Stage } from "../../flow/runtime/scripted.ts";

/** What may be wrong with a mirror. */
export interface Flaw {
  /** Changes a document, or swallows it. */
  spoil?(stream: StreamName, document: JsonObject): JsonObject | undefined;
  /** What it does once it is open, instead of capturing. */
  open?(stage: Stage): Promise<number>;
}

const keyOf = (stream: StreamName) =>
  stream === "company" ? "name" : stream === "webhooks" ? "webhook_id" : "id";

/** A connector that needs no API: it shows what is true of the account, again and again. */
export function mirror(
  { account }: Simulator,
  { spoil = (_, document) => document, open }: Flaw = {},
): () => Connector {
  const answer = (request: JsonObject): JsonObject => {
    if ("spec" in request) return { spec: goodSpec };
    if ("discover" in request) return { discovered: { bindings: streams.map(discovered) } };
    return goodAnswer(request);
  };
  const capture = async (stage: Stage) => {
    const shown = streams.map(() => new Map<string, string>());
    stage.say(opened);
    while (!stage.killed.aborted) {
      streams.forEach((stream, binding) => look(stage, stream, binding, shown[binding] ?? new Map()));
      await delay(10, { signal: stage.killed }).catch(() => {});
    }
    return 0;
  };
  const look = (stage: Stage, stream: StreamName, binding: number, before: Map<string, string>) => {
    const truth = account.truth(stream);
    const gone = [...before.keys()].filter((key) => !truth.has(key));
    const documents = [...truth].flatMap(([key, row]) => {
      const document = spoil(stream, { ...row });
      // What differs at each reading is no change.
      const text = JSON.stringify(document)?.replaceAll(/\?[^"]*/g, "");
      if (!document || text === before.get(key)) return [];
      const op = before.has(key) ? "u" : "c";
      before.set(key, text ?? "");
      return [{ ...document, _meta: { op } }];
    });
    for (const key of gone) before.delete(key);
    const deletions = gone.map((key) => ({ [keyOf(stream)]: Number(key) || key, _meta: { op: "d" } }));
    for (const doc of [...documents, ...deletions]) stage.say({ captured: { binding, doc } });
    if (documents.length + deletions.length === 0) return;
    const state = { bindings: { [stream]: stream === "calls" ? { cursor: account.now } : {} } };
    stage.say({ checkpoint: { state: { updated: state, mergePatch: true } } });
  };
  return () =>
    scripted(async (stage) => {
      for (let request = await stage.next(); request; request = await stage.next()) {
        if ("open" in request) return await (open ?? capture)(stage);
        stage.say(answer(request));
      }
      return 0;
    });
}

/** A mirror that says this, logs that at error, and dies. */
export function dying(message: string): Flaw {
  return {
    open(stage) {
      stage.say(opened);
      stage.log(logged("info", "Capture started."));
      stage.log(logged("error", message));
      return Promise.resolve(1);
    },
  };
}

function discovered(stream: StreamName): JsonObject {
  const key = keyOf(stream);
  const type = key === "id" ? "integer" : "string";
  return {
    recommendedName: stream,
    resourceConfig: { stream },
    documentSchema: { type: "object", required: [key], properties: { [key]: { type } } },
    key: [`/${key}`],
  };
}
