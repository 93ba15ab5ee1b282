import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { Desk } from "./cli.ts";

const size = { calls: 300, days: 20, contacts: 60, users: 5, teams: 2, numbers: 2, tags: 10, webhooks: 1 };

/** Reads what a run tells in JSON, to its end. @returns resolves once it has everything and follows it */
function caughtUp(child: Deno.ChildProcess): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const read = async () => {
    let text = "";
    for await (const piece of child.stdout.pipeThrough(new TextDecoderStream())) {
      text += piece;
      const lines = text.split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) {
        const { type, streams = {} }: { type: string; streams?: Record<string, { phase: string }> } = JSON
          .parse(line);
        const phases = Object.values(streams).map(({ phase }) => phase);
        const all = phases.every((phase) => ["up to date", "following"].includes(phase));
        if (type === "progress" && all) resolve();
      }
    }
    reject(new Error("it ended before it had caught up"));
  };
  read().catch(reject);
  return promise;
}

/** Takes a call out of what is kept, as somebody would by hand. */
async function takeOut(desk: Desk, to: string, id: string): Promise<void> {
  if (to.endsWith(".sqlite")) {
    const { DatabaseSync } = await import("node:sqlite");
    const database = new DatabaseSync(`${desk.folder}${to}`);
    database.exec(`DELETE FROM calls WHERE id = ${id}`);
    database.close();
    return;
  }
  const file = `${desk.folder}${to}/calls.ndjson`;
  const lines = (await Deno.readTextFile(file)).split("\n").filter((line) =>
    !line.startsWith(`{"id":${id},`)
  );
  await Deno.writeTextFile(`${file}.mine`, lines.join("\n"));
  await Deno.rename(`${file}.mine`, file);
}

for (const to of ["aircall.sqlite", "aircall"]) {
  Deno.test(`a store that sync --follow writes to in another process is audited meanwhile: ${to} is whole, and of what is taken out of it exactly that is named`, async () => {
    await using desk = await Desk.open({ size });
    const audit = ["audit", "--config", desk.config, "--against", to];
    assertEquals((await desk.run(["sync", "--config", desk.config, "--to", to, "--quiet"])).code, 0);
    desk.simulator.account.addTag();
    desk.simulator.account.startCall();
    const child = desk.start(["sync", "--config", desk.config, "--to", to, "--follow", "--json"]);
    try {
      await caughtUp(child);
      const whole = await desk.run(audit);
      assertEquals([whole.code, whole.err], [0, ""], whole.out);
      assertStringIncludes(whole.out, "Everything that was compared is equal: 9 streams. ");
      // it reads the runs as well
      const doctor = await desk.run(["doctor", "--config", desk.config, "--against", to]);
      assertEquals([doctor.code, doctor.err], [0, ""], doctor.out);
      const [id = ""] = [...desk.simulator.account.truth("calls").keys()].slice(20);
      await takeOut(desk, to, id);
      const differing = await desk.run([...audit, "--json"]);
      assertEquals([differing.code, differing.err], [1, ""], differing.out);
      const { streams }: {
        streams: { stream: string; differences: { missing: string[]; extra: string[] }[] }[];
      } = JSON.parse(differing.out);
      assertEquals(
        streams.flatMap(({ stream, differences }) =>
          differences.map(({ missing, extra }) => [stream, missing, extra])
        ),
        [["calls", [id], []]],
      );
    } finally {
      child.kill("SIGTERM");
      assertEquals((await child.status).code, 0);
      await child.stderr.cancel();
    }
    assert(
      (await desk.files()).every((name) => name === "aircall.json" || name === to),
      (await desk.files()).join(),
    );
  });
}
