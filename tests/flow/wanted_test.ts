import { assertEquals, assertThrows } from "@std/assert";
import { ConfigError } from "../../src/aircall/errors.ts";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { readWanted } from "../../src/aircall/wanted.ts";
import { FlowLog } from "../../src/flow/log.ts";
import { bindingOf, configOf, openOf, smallAccount, talk } from "../support/talk.ts";

/** What a configuration and bindings are read to, and what is logged of them and of `said` afterwards. */
function read(config: unknown, resources: unknown[] = [], said: string[] = []) {
  const clock = new VirtualClock();
  const lines: { level: string; msg: string }[] = [];
  const log = new FlowLog({ clock, level: "info", write: (line) => void lines.push(JSON.parse(line)) });
  const fetch = () => Promise.reject(new Error("nobody is to be asked"));
  const signal = new AbortController().signal;
  const environment = { clock, fetch, random: () => 0.5, log, once: true, signal, mayReach: () => true };
  let wanted;
  try {
    wanted = readWanted(config, resources, environment);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
  }
  for (const text of said) log.info(text);
  return { wanted, lines, again: () => readWanted(config, resources, environment) };
}

const config = {
  api_id: "an-id-of-16-signs",
  api_token: "a-token-of-17-sign",
  start_date: "2026-01-01T00:00:00Z",
};

Deno.test("neither half of the key is logged, though it was written between spaces or with a wrong configuration", () => {
  for (
    const given of [
      config,
      { ...config, api_id: ` ${config.api_id}\n`, api_token: ` ${config.api_token} ` },
      { ...config, start_date: 5 },
    ]
  ) {
    const { lines } = read(given, [], [
      `id ${config.api_id}.`,
      `token ${config.api_token}.`,
      "api_id, api_token",
    ]);
    const [id, token, names] = lines.slice(-3).map(({ msg }) => msg);
    assertEquals([id?.includes(config.api_id), token?.includes(config.api_token)], [false, false]);
    assertEquals(names, "api_id, api_token");
  }
});

Deno.test("the key as it is sent is not logged either", () => {
  const basic = btoa(`${config.api_id}:${config.api_token}`);
  const { lines } = read(config, [], [`sent ${basic}.`]);
  assertEquals(lines.at(-1)?.msg.includes(basic), false);
});

Deno.test("a field that is called by its own name hides no name in the log", () => {
  const { lines } = read({ ...config, api_id: "api_id", api_token: "api_token" }, [], [
    "api_id and api_token",
  ]);
  assertEquals(lines.at(-1)?.msg, "api_id and api_token");
});

Deno.test("bindings get the configuration's start, and re-reads where it has a share for them", () => {
  for (const [reread, rereads] of [[0, false], [0.1, true], [undefined, true]] as const) {
    const advanced = reread === undefined ? {} : { reread };
    const { wanted } = read({ ...config, advanced }, [{ stream: "calls" }, {
      stream: "tags",
      syncMode: "full_refresh",
    }]);
    const start = Date.UTC(2026, 0, 1) / 1000;
    assertEquals(wanted?.resources.map(({ stream, settings }) => [stream.name, settings]), [
      ["calls", { mode: "incremental", interval: 300_000, start, rereads }],
      ["tags", { mode: "full_refresh", interval: 300_000, start, rereads }],
    ]);
  }
});

Deno.test("what is wrong with the configuration and with the bindings is told together, and strange keys in one warning", () => {
  const { again } = read({ ...config, start_date: 5 }, [{ stream: "nothing" }]);
  const { problems } = assertThrows(again, ConfigError);
  assertEquals(problems.length, 2);
  const { lines } = read({ ...config, colour: 1 }, [{ stream: "tags", size: 2 }]);
  assertEquals(lines.map(({ level }) => level), ["warn"]);
  assertEquals([lines[0]?.msg.includes("colour"), lines[0]?.msg.includes("size")], [true, true]);
  assertEquals(read(config, [{ stream: "tags" }]).lines, []);
});

Deno.test("a capture's last line tells how many requests it sent, and how many were refused for the rate", async () => {
  const simulator = smallAccount();
  simulator.faults.add({ path: "/v1/tags", nth: 1, kind: { status: 429 } });
  const ran = await talk([openOf(configOf(simulator), [bindingOf("tags")])], { simulator, once: true });
  assertEquals(
    ran.last?.message,
    `Capture ended after ${simulator.count()} requests, 1 of them answered with 429.`,
  );
});
