// Writes numbered batches into the store that is named until it is killed, and says the number of each that is kept.
import { openStore } from "../../../src/local/store/mod.ts";
import { bindingOf, kept, NOW } from "./model.ts";
import { numbered } from "./numbered.ts";

/** Batches after which it closes the store and opens it again. */
const SESSION = 25;

const [path = ""] = Deno.args;
const say = (n: number) => Deno.stdout.writeSync(new TextEncoder().encode(`${n}\n`));
for (;;) {
  const store = await openStore(path, { now: () => NOW, streams: kept });
  const numbers = kept.map((stream) => Number(store.state(stream)["n"] ?? 0));
  const last = Math.max(...numbers);
  for (let n = last + 1; n <= last + SESSION; n++) {
    const { stream, batch } = numbered(n);
    await store.write(bindingOf(stream), batch);
    say(n);
  }
  await store.close();
}
