import { assert, assertEquals, assertFalse } from "@std/assert";
import fc from "fast-check";
import { VirtualClock } from "../../src/capture/virtual_clock.ts";
import { levelOf, LEVELS } from "../../src/capture/level.ts";
import { FlowLog } from "../../src/flow/log.ts";
import { readLog } from "../../src/flow/runtime/logs.ts";

function logOf(level: typeof LEVELS[number] = "trace") {
  const lines: string[] = [];
  const clock = new VirtualClock(Date.UTC(2026, 0, 2, 3, 4, 5, 678));
  return { log: new FlowLog({ clock, level, write: (line) => void lines.push(line) }), lines };
}

Deno.test("a line is JSON with time, level, message and fields, and ends with a newline", () => {
  const { log, lines } = logOf();
  log.info("It is\nso", { eventType: "connectorStatus", deep: { list: [1, null, "é"] } });
  log.error("no fields");
  assertEquals(lines, [
    '{"ts":"2026-01-02T03:04:05.678Z","level":"info","msg":"It is\\nso",' +
    '"fields":{"eventType":"connectorStatus","deep":{"list":[1,null,"é"]}}}\n',
    '{"ts":"2026-01-02T03:04:05.678Z","level":"error","msg":"no fields","fields":{}}\n',
  ]);
});

Deno.test("whatever is logged, the platform can read it", () => {
  const text = fc.string({ unit: "binary", minLength: 1 });
  fc.assert(fc.property(text, fc.dictionary(text, fc.jsonValue()), (message, fields) => {
    const { log, lines } = logOf();
    log.warn(message, fields);
    assertEquals(lines.length, 1);
    const [line = ""] = lines;
    assertEquals(line.indexOf("\n"), line.length - 1);
    if (fields.eventType === undefined) {
      assertEquals(readLog({ source: "stderr", number: 1, text: line }).message, message);
    }
  }));
});

Deno.test("a line below the wanted level is not written", () => {
  for (const [i, level] of LEVELS.entries()) {
    const { log, lines } = logOf(level);
    log.debug("d");
    log.info("i");
    log.warn("w");
    log.error("e");
    assertEquals(
      lines.map((line) => JSON.parse(line).level),
      ["debug", "info", "warn", "error"].slice(Math.max(0, i - 1)),
    );
  }
});

Deno.test("a level is named in any case, and one that is not known means info", () => {
  const named = ["trace", "DEBUG", "Info", " warn ", "WARNING", "Error"].map((text) => levelOf(text));
  assertEquals(named, ["trace", "debug", "info", "warn", "warn", "error"]);
  for (const unknown of [undefined, "", "loud", "0", "toString", "off"]) {
    assertEquals(levelOf(unknown), "info");
  }
});

Deno.test("a secret is hidden wherever it stands: in a message, in a field, in an address, inside another word", () => {
  const { log, lines } = logOf();
  const secret = 'p+q/r="s\\t';
  log.hide(secret);
  log.warn(`before${secret}after`, {
    deep: [{ said: `${secret} ${secret}` }],
    url: `?t=${encodeURIComponent(secret)}`,
  });
  const { msg, fields } = JSON.parse(lines.join());
  assertEquals(msg, "before[redacted]after");
  assertEquals(fields, { deep: [{ said: "[redacted] [redacted]" }], url: "?t=[redacted]" });
});

Deno.test("a short secret is hidden where it is a word, and innocent words that hold it stay", () => {
  const { log, lines } = logOf();
  log.hide("token");
  log.warn('api_token, tokens and the "token"; id:token');
  assertEquals(JSON.parse(lines.join()).msg, 'api_token, tokens and the "[redacted]"; id:[redacted]');
});

Deno.test("what is left of a secret where the words around it were cut off is hidden, too", () => {
  const { log, lines } = logOf();
  const secret = "c0ffee5ecre7d00dfeed0123456789ab";
  log.hide(secret);
  for (let length = 16; length <= 32; length++) {
    log.warn(`said "the key ${secret.slice(0, length)}" and ${secret.slice(0, 20)}x`);
    assertEquals(JSON.parse(lines.pop() ?? "").msg, 'said "the key [redacted]" and [redacted]x');
  }
  log.warn(secret.slice(0, 11));
  assertEquals(JSON.parse(lines.pop() ?? "").msg, "c0ffee5ecre");
});

Deno.test("of a long secret half is enough to be hidden, and less of it tells nothing", () => {
  const { log, lines } = logOf();
  const secret = "c0ffee5ecre7d00dfeed0123456789ab".repeat(2);
  log.hide(secret);
  for (const [length, said] of [[31, secret.slice(0, 31)], [32, "[redacted]"], [50, "[redacted]"]] as const) {
    log.warn(secret.slice(0, length));
    assertEquals(JSON.parse(lines.pop() ?? "").msg, said);
  }
});

Deno.test("a text of three characters hides nowhere, one of four does", () => {
  const { log, lines } = logOf();
  log.hide("abc");
  log.hide("wxyz");
  log.warn("abc wxyz");
  assertEquals(JSON.parse(lines.join()).msg, "abc [redacted]");
});

Deno.test("whatever a secret is, a line that quotes it is whole and does not hold it", () => {
  fc.assert(fc.property(fc.string({ unit: "binary", minLength: 8 }), fc.string(), (secret, text) => {
    const { log, lines } = logOf();
    log.hide(secret);
    log.info(`${text}${secret}${text}`);
    const { msg } = JSON.parse(lines.join());
    assert(msg.includes("[redacted]"));
    assertFalse(msg.includes(secret) && !"[redacted]".includes(secret));
  }));
});
