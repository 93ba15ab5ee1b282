import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { atTerminal, Desk, has } from "./cli.ts";

Deno.test("sync that is asked for what there is not ends with exit code 2, names the nearest, and asks nobody", async () => {
  await using desk = await Desk.open();
  const to = ["--config", "aircall.json", "--to", "aircall.sqlite"];
  const wrong: [args: string[], words: string[]][] = [
    [[...to, "--streams", "cals"], [
      'not "cals"',
      "did you mean calls?",
      "See: source-aircall sync --help",
    ]],
    [[...to, "--streams", "user_availability"], ["did you mean user_availablity?"]],
    [[...to, "--streams", ","], ["--streams wants values separated by commas"]],
    [[...to, "--streams", "everything-else"], ["any of calls, company, contacts"]],
    [[...to, "--since", "yesterday"], [
      "--since wants a date (2026-01-01)",
      "1d, 36h, 2w, 6mo",
      '"yesterday"',
    ]],
    [[...to, "--since", "2999-01-01"], ["still to come"]],
    [[...to, "--once", "--follow"], ["--once and --follow exclude each other"]],
    [[...to, "--json", "--quiet"], ["--json and --quiet exclude each other"]],
    [[...to, "--folow"], ["did you mean --follow?"]],
    [["--config", "aircall.json"], ["--to PATH is missing"]],
    [["--to", "aircall.sqlite"], ["there is no configuration", "--config", "AIRCALL_API_TOKEN"]],
    [["--config", "nowhere.json", "--to", "aircall.sqlite"], ["nowhere.json", "no such file"]],
  ];
  for (const [args, words] of wrong) {
    const { code, err } = await desk.run(["sync", ...args]);
    assertEquals(code, 2, args.join(" "));
    for (const word of words) assertStringIncludes(err, word);
    assert(!/\.ts:\d/.test(err), err);
  }
  assertEquals(desk.simulator.count(), 0);
  assertEquals(await desk.files(), ["aircall.json"]);
});

Deno.test("help of sync begins with examples, and names every option and exit code", async () => {
  await using desk = await Desk.open();
  const { code, out } = await desk.run(["sync", "--help"]);
  assertEquals(code, 0);
  assertMatch(out, /^source-aircall sync: .*\n\nExamples:\n/);
  for (const name of ["config", "to", "streams", "since", "once", "follow", "json", "quiet"]) {
    assertMatch(out, new RegExp(`\\n  --${name}\\b`));
  }
  assertStringIncludes(out, "Exit codes: 0 ");
});

Deno.test({
  name:
    "at a terminal lines are drawn over, in colours unless NO_COLOR is set; a dumb one gets lines that stay",
  ignore: !has("script"),
  fn: async () => {
    await using desk = await Desk.open();
    const args = (to: string) => ["sync", "--config", "aircall.json", "--to", to];
    // deno-lint-ignore no-control-regex
    const colour = /\x1b\[\d+m/;
    // deno-lint-ignore no-control-regex
    const drawn = /\x1b\[\d+A/;
    const cases = [
      { env: {}, colours: true, draws: true },
      { env: { NO_COLOR: "1" }, colours: false, draws: true },
      { env: { TERM: "dumb" }, colours: false, draws: false },
    ];
    for (const [i, { env, colours, draws }] of cases.entries()) {
      const { code, out } = await atTerminal(desk, args(`${i}.sqlite`), env);
      assertEquals([code, colour.test(out), drawn.test(out)], [0, colours, draws], out);
      assertMatch(out, /Up to date: /);
      // the cursor is there again
      assertEquals(out.lastIndexOf("\x1b[?25l") > out.lastIndexOf("\x1b[?25h"), false);
      if (draws) assertMatch(out, /calls +━+ +700 {2}up to date/);
    }
  },
});
