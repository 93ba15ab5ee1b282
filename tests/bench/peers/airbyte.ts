import { z } from "zod";
import { isObject } from "../../../src/flow/runtime/json.ts";
import { type Contender, keyOf, type Row } from "./contender.ts";
import type { Start } from "./flow.ts";
import { type Environment, environment, variables } from "../../support/venv.ts";

const folder = new URL("airbyte/", import.meta.url).pathname;

/** Airbyte's connector as the package index has it, with the newest kit that it allows. @throws {NotInstalled} */
export async function airbyte(): Promise<Contender> {
  const made = await environment({
    name: "airbyte-source-aircall",
    requirements: `${folder}requirements.txt`,
    pythons: ["3.10"],
  });
  return contender("airbyte-source-aircall", made, [`${made.folder}/bin/source-aircall`], ": ");
}

/** The same package on Airbyte's newest kit, which is newer than it allows. @throws {NotInstalled} */
export async function airbyteOnNewerKit(): Promise<Contender> {
  const made = await environment({
    name: "airbyte-newer-kit",
    requirements: `${folder}requirements-newer-kit.txt`,
    pythons: ["3.11", "3.12", "3.13"],
  });
  return contender("airbyte on its newest kit", made, [`${folder}on_newer_kit.py`], ":");
}

/** @param colon how its JSON parts a name from its value */
function contender(name: string, made: Environment, script: string[], colon: ": " | ":"): Contender {
  const [connector, kit] = ["airbyte-source-aircall", "airbyte-cdk"].map((one) => made.versions.get(one));
  const python: Start = {
    command: `${made.folder}/bin/python`,
    args: script,
    env: variables(made),
  };
  return {
    name,
    version: `airbyte-source-aircall ${connector} with airbyte-cdk ${kit} on Python ${made.python}`,
    spec: { ...python, args: [...script, "spec"] },
    capture: async ({ url, id, token }) => {
      const env = { ...python.env, PYTHONPATH: folder, AIRCALL_INSTEAD: url };
      const config = `${made.folder}/config.json`;
      const catalog = `${made.folder}/catalog.json`;
      await Deno.writeTextFile(config, JSON.stringify({ api_id: id, api_token: token, start_date: today() }));
      await Deno.writeTextFile(catalog, await catalogOf({ ...python, env }, config));
      return {
        ...python,
        env,
        args: [...script, "read", "--config", config, "--catalog", catalog],
        prefix: `{"type"${colon}"RECORD"`,
        row,
        endless: false,
      };
    },
  };
}

/** The later it begins, the fewer months of numbers and teams it reads, each of them whole. */
function today(): string {
  return `${new Date().toISOString().slice(0, 10)}T00:00:00.000Z`;
}

const Message = z.object({
  type: z.literal("CATALOG"),
  catalog: z.object({ streams: z.array(z.record(z.string(), z.unknown())) }),
});

/** A catalog that wants all that is discovered, whole. */
async function catalogOf({ command, args, env = {} }: Start, config: string): Promise<string> {
  const { code, stdout, stderr } = await new Deno.Command(command, {
    args: [...args, "discover", "--config", config],
    env,
  }).output();
  const decoder = new TextDecoder();
  if (code !== 0) throw new Error(`discover ended with exit code ${code}: ${decoder.decode(stderr)}`);
  const line = decoder.decode(stdout).split("\n").find((one) => /^\{"type": ?"CATALOG"/.test(one));
  const { catalog } = Message.parse(JSON.parse(line ?? "null"));
  return JSON.stringify({
    streams: catalog.streams.map((stream) => ({
      stream,
      sync_mode: "full_refresh",
      destination_sync_mode: "append",
    })),
  });
}

/** Reads `{"type": "RECORD", "record": {"stream": "calls", "data": {…}, …}}`. */
function row(line: unknown): Row {
  const record = isObject(line) ? line["record"] : undefined;
  if (!isObject(record) || !isObject(record["data"])) throw new Error("a record has no data");
  const named = String(record["stream"]);
  const stream = named === "user_availability" ? "user_availablity" : named;
  return { stream, key: keyOf(stream, record["data"]) };
}
