import { timeline } from "../../capture/timeline.ts";
import { callDocument } from "./call_document.ts";

/** Seconds for which Aircall goes on rewriting a call after its end (20 min seen), and half as much again. */
const SETTLING = 30 * 60;
/** Six months, and a week for how they are counted. Older calls are answered with an empty list. */
const SERVED = 190 * 86_400;

/** Tags, comments, assignments, recordings: they come at any time, most of them soon, and no field of the call tells. */
const REREADS = [
  { name: "day", title: "24 h", reach: 86_400, every: 3600 },
  { name: "week", title: "7 d", reach: 7 * 86_400, every: 6 * 3600 },
  { name: "all", title: "all", every: 86_400 },
];

/** Calls: read by the second they started in; the last half hour is read again at each interval, since a call carries no time of change. */
export const calls = timeline({
  name: "calls",
  path: "/v1/calls",
  envelope: "calls",
  key: ["/id"],
  ...callDocument,
  time: { field: "started_at", bounds: "(]", bounded: true, serves: SERVED },
  changes: { overlap: SETTLING, ended: "ended_at" },
  rereads: REREADS,
});
