import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import { assertRefused, bindingOf, configOf, smallAccount, talk } from "../support/talk.ts";

const simulator = smallAccount();
/** What the image may reach. */
const mayReach = (host: string) => host === "api.aircall.io:443";

/** Answers to each request that carries a configuration whose base_url is this. */
function requests(base: string | undefined) {
  const config = configOf(simulator, { advanced: base === undefined ? {} : { base_url: base } });
  const capture = { name: "acmeCo/a", config, bindings: [bindingOf("tags")] };
  return [{ discover: { config } }, { validate: capture }, { apply: { capture } }, { open: { capture } }];
}

Deno.test("a base_url that this build may not reach is a wrong configuration, said before anything is asked", async () => {
  for (
    const [base, host] of [
      ["https://proxy.example", "proxy.example:443"],
      ["http://api.aircall.io", "api.aircall.io:80"],
      ["https://api.aircall.io:8443/x", "api.aircall.io:8443"],
      ["https://someone:hush@proxy.example", "proxy.example:443"],
      ["http://[::1]:9000", "[::1]:9000"],
    ]
  ) {
    for (const request of requests(base)) {
      simulator.clearJournal();
      const answered = await talk([request], { simulator, mayReach, once: true });
      const message = assertRefused(answered, 2);
      assertStringIncludes(message, `"advanced/base_url" names ${host}, which this build has no permission`);
      assert(!message.includes("hush"));
      assertEquals([answered.out, simulator.count()], ["", 0]);
    }
  }
});

Deno.test("Aircall's own address may always be named, whatever its letters and its path", async () => {
  for (
    const base of [
      undefined,
      "https://api.aircall.io",
      "https://API.aircall.io:443/",
      "https://api.aircall.io/x",
    ]
  ) {
    for (const request of requests(base).slice(0, 3)) {
      const { last } = await talk([request], { simulator, mayReach });
      assert(!last?.message.includes("permission"), last?.message);
    }
  }
});

Deno.test("what else is wrong is told together with it", async () => {
  const config = {
    api_id: "x",
    start_date: "2026-01-01T00:00:00Z",
    advanced: { base_url: "https://proxy.example" },
  };
  const { last } = await talk([{ discover: { config } }], { mayReach });
  assertStringIncludes(last?.message ?? "", '"api_token" is missing');
  const both = { ...config, api_token: "y" };
  const validate = {
    name: "a",
    config: both,
    bindings: [bindingOf("calls", { resourceConfig: { stream: "cals" } })],
  };
  const answered = await talk([{ validate }], { mayReach });
  const message = assertRefused(answered, 2);
  assertStringIncludes(message, "proxy.example:443");
  assertStringIncludes(message, "cals");
});
