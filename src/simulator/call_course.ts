import { Random } from "./random.ts";

/** What is known beforehand about a call that is made to start; everything else is drawn from its seed. */
export interface CallScript {
  /** Unix seconds; by default now. */
  startedAt?: number;
  /** `inbound` or `outbound`, or what the API may come up with. */
  direction?: string;
  /** Seconds from the start until it is answered; null: never. */
  answeredAfter?: number | null;
  /** Seconds that it lasts once answered; unanswered: seconds that it rings. */
  talk?: number;
  /** Seconds from the end until cost, pricing, duration and perhaps the start are final. */
  finaliseAfter?: number;
  /** Seconds by which `started_at` moves when the call is finalised; seen in life: 0 and 1. */
  shift?: number;
  /** Id of the user who has it, or null. */
  user?: number | null;
  /** Id of the number that it goes over. */
  number?: number;
  /** Id of the contact at the other end, or null. */
  contact?: number | null;
}

/** How a call goes in time. All in seconds, before any speeding up. */
export interface CallCourse {
  direction: string;
  /** From the start; null: never answered. */
  answeredAfter: number | null;
  /** From the start. */
  endsAfter: number;
  /** From the end. */
  finaliseAfter: number;
  /** Added to `started_at` when the call is finalised. */
  shift: number;
}

/**
 * How a call goes. Of 600 calls 311 are inbound, 183 of them answered; of 289 outbound 211 are answered. Finalisation
 * comes 1.5 to 20 minutes after the end and moves one start in three by a second.
 */
export function course(seed: number, id: number, script: CallScript = {}): CallCourse {
  const random = new Random(seed, 6, id);
  const direction = random.chance(311 / 600) ? "inbound" : "outbound";
  const answered = random.next();
  const ringing = Math.floor(Math.min(2 + random.exponential(12), 90));
  const talking = Math.floor(Math.min(3 + random.exponential(180), 3600));
  const finaliseAfter = random.whole(90, 1200);
  const shift = random.chance(1 / 3) ? 1 : 0;
  const decided = script.direction ?? direction;
  const drawn = answered < (decided === "inbound" ? 183 / 311 : 211 / 289) ? ringing : null;
  const answeredAfter = script.answeredAfter === undefined ? drawn : script.answeredAfter;
  return {
    direction: decided,
    answeredAfter,
    endsAfter: (answeredAfter ?? 0) + (script.talk ?? (answeredAfter === null ? ringing + 3 : talking)),
    finaliseAfter: script.finaliseAfter ?? finaliseAfter,
    shift: script.shift ?? shift,
  };
}
