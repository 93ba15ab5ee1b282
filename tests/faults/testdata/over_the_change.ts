// deno-lint-ignore-file no-console -- its output is what the test compares
import { VirtualClock } from "../../../src/capture/virtual_clock.ts";
import { smallAccount } from "../../support/talk.ts";
import { capture, differing, withoutLateEdits } from "../support.ts";

/** Two hours of capture over each change of Europe's clocks in 2026. Prints what the machine's zone did, and everything that was said. */
const names = ["calls", "contacts", "tags"] as const;
for (const start of ["2026-03-29T00:00:00Z", "2026-10-25T00:00:00Z"]) {
  const clock = new VirtualClock(Date.parse(start));
  const simulator = smallAccount({ clock, live: 30, speed: 20 });
  const zone = () => new Date(clock.now()).getTimezoneOffset();
  const before = zone();
  const ran = await capture(simulator, names, { minutes: 120 });
  console.error(before - zone());
  console.log(ran.code, ran.out, ran.err);
  await clock.sleep(600_000);
  const rest = await capture(simulator, names, { once: true });
  console.log(withoutLateEdits(differing(simulator, names, ran, rest)));
}
