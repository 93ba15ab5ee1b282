import { assertEquals, assertMatch, assertNotMatch, assertStringIncludes } from "@std/assert";
import { Desk } from "./cli.ts";

/** What a desk's company is called. */
function nameOf({ simulator }: Desk): string | undefined {
  return simulator.account.truth("company").keys().next().value;
}

for (const to of ["aircall.sqlite", "aircall"]) {
  Deno.test(`what is kept in ${to} is left as it is by another company's key: sync, audit and doctor end with exit code 2`, async () => {
    await using ours = await Desk.open({ credentials: { id: "our-own-api-id", token: "our-own-api-token" } });
    await using theirs = await Desk.open({
      seed: 2,
      credentials: { id: "their-api-id", token: "their-api-token" },
    });
    // killed in the middle of its first run: it is known by then whose it is
    const killed = ours.start(["sync", "--config", "aircall.json", "--to", to]);
    ours.afterRequests(14, () => killed.kill("SIGKILL"));
    await killed.output();
    const foreign = ["sync", "--config", theirs.config, "--to", to];
    const early = await ours.run(foreign);
    assertEquals((await ours.run(["sync", "--config", "aircall.json", "--to", to])).code, 0);
    const late = await ours.run(foreign);
    for (const { code, out, err } of [early, late]) {
      assertEquals(code, 2, out);
      assertMatch(err, /^source-aircall: aircall\S* holds .*Nothing was changed\. Name another path .*\n$/);
      assertNotMatch(out + err, /Up to date|api-id|api-token/);
    }
    const audit = await ours.run(["audit", "--config", theirs.config, "--against", to]);
    assertEquals([audit.code, audit.out], [2, ""]);
    assertStringIncludes(
      audit.err,
      `${to} holds the account of "${nameOf(ours)}", and api_id opens that of "${nameOf(theirs)}"`,
    );
    const doctor = await ours.run(["doctor", "--config", theirs.config, "--against", to]);
    assertEquals(doctor.code, 2);
    assertMatch(doctor.out, /\nfailed {3}store {13}aircall/);
    const right = await ours.run(["audit", "--config", "aircall.json", "--against", to, "--keys"]);
    assertEquals([right.code, right.err], [0, ""]);
  });
}
