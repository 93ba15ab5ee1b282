// deno task airbyte: reads a simulated account with PyAirbyte, twice, into its own cache.
import { assert, assertEquals, assertLess } from "@std/assert";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { realClock } from "../../../src/capture/clock.ts";
import { serve, Simulator, streams } from "../../../src/simulator/mod.ts";
import { type Environment, environment, NotInstalled, variables } from "../../support/venv.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const here = fileURLToPath(new URL("./", import.meta.url));

/** A client that takes longer hangs, in milliseconds: a guard, not a measure. */
const PATIENCE = 300_000;

const Read = z.object({
  records: z.int(),
  rows: z.record(
    z.string(),
    z.record(z.string(), z.object({ op: z.enum(["c", "u", "d"]), deleted: z.boolean(), at: z.string() })),
  ),
});
type Read = z.infer<typeof Read>;

/** PyAirbyte, or why it cannot be had here. */
async function installed(): Promise<{ client?: Environment; why: string }> {
  try {
    const client = await environment({
      name: "pyairbyte",
      requirements: `${here}requirements.txt`,
      pythons: ["3.12", "3.11", "3.10"],
    });
    return { client, why: "" };
  } catch (error) {
    if (!(error instanceof NotInstalled)) throw error;
    return { why: ` (not tried: ${error.message})` };
  }
}

const { client, why } = await installed();

/** An account behind a real port, and a folder with the program and a configuration that reaches it. */
async function account() {
  const stop = new AbortController();
  const size = {
    calls: 700,
    days: 30,
    contacts: 150,
    users: 60,
    teams: 5,
    numbers: 6,
    tags: 12,
    webhooks: 3,
  };
  const simulator = new Simulator({ clock: realClock, size, limit: null });
  const { port, finished } = await serve(simulator, { signal: stop.signal });
  const folder = await Deno.makeTempDir({ prefix: "pyairbyte_" });
  const { id, token } = simulator.credentials;
  const config = JSON.stringify({
    api_id: id,
    api_token: token,
    start_date: "2022-03-01T00:00:00.000Z",
    advanced: { base_url: `http://127.0.0.1:${port}`, requests_per_minute: 1_000_000 },
  });
  await Deno.writeTextFile(`${folder}/config.json`, config);
  await Deno.writeTextFile(`${folder}/aircall.json`, config);
  const program = `#!/bin/sh
exec "${Deno.execPath()}" run -q --config "${root}deno.json" --no-lock --no-npm --no-remote -P=cli "${root}main.ts" "$@"
`;
  await Deno.mkdir(`${folder}/dist`);
  for (const path of [`${folder}/source-aircall`, `${folder}/dist/source-aircall`]) {
    await Deno.writeTextFile(path, program, { mode: 0o755 });
  }
  return {
    simulator,
    folder,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await finished;
      await Deno.remove(folder, { recursive: true });
    },
  };
}

/** Runs a script with PyAirbyte, which reaches nobody but the program. */
function python(client: Environment, cwd: string, args: string[]): Deno.ChildProcess {
  const child = new Deno.Command(`${client.folder}/bin/python`, {
    args,
    cwd,
    env: {
      ...variables(client),
      HOME: cwd,
      AIRBYTE_OFFLINE_MODE: "1",
      DO_NOT_TRACK: "1",
      AIRBYTE_LOGGING_ROOT: `${cwd}/logs`,
      PYTHONWARNINGS: "ignore",
      NO_COLOR: "1",
    },
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const guard = setTimeout(() => child.kill("SIGKILL"), PATIENCE);
  child.status.finally(() => clearTimeout(guard));
  return child;
}

/** Keys of what an account holds, by stream, in order. */
const held = ({ account }: Simulator) =>
  Object.fromEntries(streams.map((name) => [name, [...account.truth(name).keys()].toSorted()]));

/** Keys of what the cache holds and is not gone. */
const living = ({ rows }: Read) =>
  Object.fromEntries(
    streams.map((name) => [
      name,
      Object.entries(rows[name] ?? {}).flatMap(([key, { deleted }]) => deleted ? [] : [key]).toSorted(),
    ]),
  );

Deno.test({
  name:
    `PyAirbyte checks, discovers and reads all nine streams, and a second read brings the changes and deletions alone${why}`,
  ignore: client === undefined,
  async fn() {
    assert(client);
    await using world = await account();
    const { simulator, folder } = world;
    const { account: changing } = simulator;
    // on no call, so that deleting it edits none
    const contact = changing.addContact();
    const child = python(client, folder, [`${here}client.py`, folder]);
    const log = new Response(child.stderr).text();
    const output = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
    let said = "";
    while (!said.includes("READY")) {
      const { value, done } = await output.read();
      if (done) throw new Error(`it ended too soon: ${(await log).slice(-3000)}\n${said.slice(-3000)}`);
      said += value;
    }
    const first = Read.parse(JSON.parse(await Deno.readTextFile(`${folder}/first.json`)));
    assertEquals(living(first), held(simulator));
    assertEquals(first.records, Object.values(held(simulator)).flat().length);

    const call = changing.startCall({ talk: 0, answeredAfter: 0, finaliseAfter: 0, shift: 0 });
    const [tag = ""] = changing.truth("tags").keys();
    const [team = ""] = changing.truth("teams").keys();
    const [hook = ""] = changing.truth("webhooks").keys();
    const [user = ""] = changing.truth("users").keys();
    changing.editTag(Number(tag), { description: "another" });
    changing.deleteTeam(Number(team));
    changing.deleteWebhook(hook);
    changing.setAvailability(Number(user), "in_call");
    changing.deleteContact(contact);
    const added = changing.addContact();
    await realClock.sleep(4000); // a call is read once its second is over
    const writer = child.stdin.getWriter();
    await writer.write(new TextEncoder().encode("go on\n"));
    await writer.close();
    for (let read = await output.read(); !read.done; read = await output.read()) said += read.value;
    assertEquals((await child.status).code, 0, `${(await log).slice(-3000)}\n${said.slice(-3000)}`);
    const second = Read.parse(JSON.parse(await Deno.readTextFile(`${folder}/second.json`)));
    assertEquals(living(second), held(simulator));
    const touched = Object.fromEntries(streams.map((name) => [
      name,
      Object.entries(second.rows[name] ?? {}).flatMap(([key, { op, at }]) =>
        first.rows[name]?.[key]?.at === at ? [] : [`${op} ${key}`]
      ),
    ]));
    const contacts = touched["contacts"] ?? [];
    assert(contacts.includes(`d ${contact}`) && contacts.includes(`c ${added}`), String(contacts));
    // the deletion costs the contacts beside it: of those only a sum is known
    assertLess(contacts.length, 20);
    assertEquals(touched, {
      calls: [`c ${call}`],
      company: [],
      contacts,
      numbers: [],
      tags: [`u ${tag}`],
      user_availablity: [`u ${user}`],
      users: [],
      teams: [`d ${team}`],
      webhooks: [`d ${hook}`],
    });
  },
});

Deno.test({
  name: `the script of docs/airbyte.md counts what is in the account${why}`,
  ignore: client === undefined,
  async fn() {
    assert(client);
    await using world = await account();
    const page = await Deno.readTextFile(`${root}docs/airbyte.md`);
    const script = /```python\n([\s\S]*?)```/.exec(page)?.[1] ?? "";
    await Deno.writeTextFile(`${world.folder}/script.py`, script);
    const child = python(client, world.folder, ["script.py"]);
    await child.stdin.close();
    const { code, stdout, stderr } = await child.output();
    const [out, err] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
    assertEquals(code, 0, err);
    const counts = Object.entries(held(world.simulator)).map(([name, keys]) => `${name} ${keys.length}`);
    for (const line of counts) assert(out?.split("\n").includes(line), `"${line}" is not in:\n${out}`);
  },
});
