import type { Binding, Sink } from "../capture/engine.ts";
import type { Clock } from "../capture/clock.ts";
import { Pieces } from "../capture/pieces.ts";
import { RAW } from "../capture/source.ts";
import type { Batch, Document } from "../capture/stream.ts";
import type { Configured } from "./configured.ts";
import type { Messages, Status } from "./messages.ts";
import { stateLine } from "./state.ts";

const ENCODER = new TextEncoder();
/** What follows a row that came as bytes, whose last brace was left out. */
const AFTER = {
  c: ENCODER.encode(`,"_meta":{"op":"c"}}}}\n`),
  u: ENCODER.encode(`,"_meta":{"op":"u"}}}}\n`),
};

/** Records of a stream after which its state is said, and milliseconds: it can be 64 KiB, so not after each page. */
export const STATES = { records: 5_000, ms: 10_000 };

/** Where one stream is. */
interface Place {
  configured: Configured;
  /** Whether a state has to be said yet: something was written that the last one does not know. */
  moved: boolean;
  /** Records since the last state, and when that was said. */
  records: number;
  saidAt: number;
  status: Status;
}

/** Writes batches as the protocol has them: records, and from time to time the state that is true once they are kept. */
export class AirbyteSink implements Sink {
  readonly #messages: Messages;
  readonly #clock: Clock;
  readonly #states: typeof STATES;
  readonly #places: Map<Binding, Place>;
  readonly #pieces = new Pieces();

  constructor(
    messages: Messages,
    clock: Clock,
    bindings: readonly { binding: Binding; configured: Configured }[],
    states: typeof STATES = STATES,
  ) {
    this.#messages = messages;
    this.#clock = clock;
    this.#states = states;
    this.#places = new Map(
      bindings.map(({ binding, configured }) => [
        binding,
        { configured, moved: false, records: 0, saidAt: clock.now(), status: "STARTED" },
      ]),
    );
  }

  /** Says that every stream has begun. */
  begin(): void {
    for (const { configured } of this.#places.values()) this.#status(configured.name, "STARTED");
  }

  /** A state that is due is said before the next records: the engine has brought it up to date by then. */
  async write(binding: Binding, { documents }: Batch): Promise<void> {
    const place = this.#place(binding);
    const pieces = this.#pieces;
    const now = Math.floor(this.#clock.now());
    pieces.clear();
    this.#run(place);
    if (this.#isDue(place, now)) pieces.text(this.#state(binding, place, now));
    const { name } = place.configured;
    const before = ENCODER.encode(
      `{"type":"RECORD","record":{"stream":${JSON.stringify(name)},"emitted_at":${now},"data":`,
    );
    for (const document of documents) {
      pieces.add(before);
      add(document, pieces, now);
    }
    await this.#messages.write(pieces.bytes);
    place.moved = true;
    place.records += documents.length;
  }

  /** Whether a stream has come to its end, or was given up. */
  hasEnded(binding: Binding): boolean {
    return /COMPLETE$/.test(this.#place(binding).status);
  }

  /** Says a stream's last state, and how it ended. A complete one always has a state. */
  async end(binding: Binding, status: "COMPLETE" | "INCOMPLETE"): Promise<void> {
    const place = this.#place(binding);
    const complete = status === "COMPLETE";
    if (complete) this.#run(place);
    place.status = status;
    if (complete || place.moved) {
      await this.#messages.write(ENCODER.encode(this.#state(binding, place, this.#clock.now())));
    }
    this.#status(place.configured.name, status);
    await this.#messages.written();
  }

  #place(binding: Binding): Place {
    const place = this.#places.get(binding);
    if (!place) throw new Error(`no stream writes to ${binding.stream.name}`);
    return place;
  }

  #run(place: Place): void {
    if (place.status !== "STARTED") return;
    place.status = "RUNNING";
    this.#status(place.configured.name, "RUNNING");
  }

  #status(name: string, status: Status): void {
    this.#messages.trace({
      type: "STREAM_STATUS",
      stream_status: { stream_descriptor: { name }, status },
    });
  }

  #isDue({ moved, records, saidAt }: Place, now: number): boolean {
    return moved && (records >= this.#states.records || now - saidAt >= this.#states.ms);
  }

  #state({ state }: Binding, place: Place, now: number): string {
    const { configured: { name, mode, generation }, records, status } = place;
    place.moved = false;
    place.records = 0;
    place.saidAt = now;
    const pass = { complete: status === "COMPLETE", ...(generation === undefined ? {} : { generation }) };
    return stateLine(name, state, records, mode === "full_refresh" ? pass : undefined);
  }
}

/** A row with its `_meta`; a `_meta` of the API's own would be replaced. One that came as bytes goes out as it came. */
function add({ op, row }: Document, pieces: Pieces, now: number): void {
  const raw = row[RAW];
  if (op === "d") {
    const gone = { ...row, _ab_cdc_deleted_at: new Date(now).toISOString(), _meta: { op } };
    return pieces.text(`${JSON.stringify(gone)}}}\n`);
  }
  if (!raw) return pieces.text(`${JSON.stringify({ ...row, _meta: { op } })}}}\n`);
  // it has its key, so it is not empty, and what it has is followed by a comma
  pieces.add(raw.page.bytes.subarray(raw.from, raw.to - 1));
  pieces.add(AFTER[op]);
}
