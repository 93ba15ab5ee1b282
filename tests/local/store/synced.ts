import { connect } from "../../../src/aircall/connect.ts";
import { streams } from "../../../src/aircall/streams/mod.ts";
import { readWanted } from "../../../src/aircall/wanted.ts";
import type { Clock } from "../../../src/capture/clock.ts";
import { Engine } from "../../../src/capture/engine.ts";
import { PersonLog } from "../../../src/local/person_log.ts";
import { openStore } from "../../../src/local/store/mod.ts";
import type { Simulator } from "../../../src/simulator/mod.ts";

/** Brings a store up to date with a simulated account. @returns how many documents that took */
export async function sync(simulator: Simulator, clock: Clock, path: string): Promise<number> {
  const { id, token } = simulator.credentials;
  const outside = {
    clock,
    fetch: simulator.fetch,
    random: () => 0.5,
    log: new PersonLog(() => {}),
    mayReach: () => true,
    signal: new AbortController().signal,
  };
  const { config, resources } = readWanted(
    { api_id: id, api_token: token, start_date: "2020-01-01T00:00:00Z" },
    streams.map((stream) => ({ stream: stream.name, syncMode: "incremental", interval: "PT5M" })),
    outside,
  );
  const store = await openStore(path, clock);
  const { api } = connect(config, outside);
  const engine = new Engine({
    bindings: resources.map((resource) => ({ ...resource, state: store.state(resource.stream) })),
    source: (stream) => api.source(stream.name),
    sink: store,
    once: true,
    ...outside,
  });
  await engine.run();
  await store.close();
  return engine.running.reduce((sum, { progress }) => sum + progress.documents, 0);
}
