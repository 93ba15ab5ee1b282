import { assertEquals } from "@std/assert";
import { Simulator, type SimulatorOptions } from "../../../src/simulator/mod.ts";
import { VirtualClock } from "../../../src/capture/virtual_clock.ts";
import { Prepared } from "./prepared.ts";

const options = (): SimulatorOptions => ({
  clock: new VirtualClock(),
  size: { calls: 10_040, contacts: 120 },
  limit: null,
});
/** A signature is another one at every reading. */
const unsigned = (text: string) => text.replaceAll(/X-Amz-[^"]*/g, "");

const paths = [
  "/v1/calls?per_page=50&page=1&order=asc",
  "/v1/calls?per_page=50&page=3&order=desc&fetch_contact=true",
  "/v1/calls?per_page=50&page=3&order=desc&fetch_contact=true",
  "/v1/calls?per_page=50&page=201",
  "/v1/calls?from=1&to=2",
  "/v1/contacts?page=2&order_by=updated_at",
  "/v1/contacts/search?phone_number=1",
  "/v2/users?page=1",
  "/v1/ping",
  "/v1/nothing",
];

Deno.test("A prepared account answers as the simulator does, byte for byte but for signatures", async () => {
  const simulator = new Simulator(options());
  const prepared = new Prepared(new Simulator(options()));
  for (const path of paths) {
    for (const authorization of [simulator.authorization, "Basic bm9ib2R5"]) {
      const ask = () => new Request(`http://127.0.0.1${path}`, { headers: { authorization } });
      const [theirs, ours] = [await simulator.fetch(ask()), await prepared.fetch(ask())];
      assertEquals(ours.status, theirs.status, path);
      assertEquals(ours.headers.get("content-type"), theirs.headers.get("content-type"), path);
      assertEquals(unsigned(await ours.text()), unsigned(await theirs.text()), path);
    }
  }
});
