import { assert, assertEquals } from "@std/assert";
import type { Row } from "../../src/simulator/mod.ts";
import { api } from "./api.ts";

/** Calls of a big account, as many times 600 as makes chance small. */
function sample() {
  const { account } = api({ size: { calls: 12_000, days: 170, contacts: 500, users: 50 } });
  const calls = [...account.truth("calls").values()];
  const count = (test: (call: Row) => boolean) => calls.filter(test).length * 600 / calls.length;
  return { calls, count };
}
const inbound = ({ direction }: Row) => direction === "inbound";
const missed = ({ answered_at }: Row) => answered_at === null;
const about = (value: number, wanted: number, off: number) =>
  assert(Math.abs(value - wanted) <= off, `${value} is not about ${wanted}`);

Deno.test("Of 600 calls: inbound, missed, without user, with voicemail and reasons as often as in life", () => {
  const { count } = sample();
  assertEquals(count((call) => inbound(call) && call.user !== null && missed(call)), 0);
  about(count((call) => inbound(call) && call.user !== null), 183, 15);
  about(count((call) => inbound(call) && missed(call) && call.user === null), 128, 12);
  about(count((call) => !inbound(call) && missed(call)), 78, 12);
  about(count((call) => !inbound(call) && missed(call) && call.missed_call_reason !== null), 1, 1);
  about(count((call) => !inbound(call) && missed(call) && call.user !== null), 6, 3);
  about(count((call) => !inbound(call) && !missed(call) && call.user === null), 19, 6);
  about(count((call) => call.voicemail !== null), 69 * 600 / 822, 8);
  assertEquals(count((call) => call.voicemail !== null && !(inbound(call) && missed(call))), 0);
  about(count((call) => call.missed_call_reason === "agents_did_not_answer"), 128 * 75 / 169, 10);
  about(count((call) => call.missed_call_reason === "no_available_agent"), 128 * 60 / 169, 10);
  about(count((call) => call.missed_call_reason === "abandoned_in_ivr"), 128 * 5 / 169, 3);
});

Deno.test("Most calls fall on weekdays in working hours, over all of the days", () => {
  const { calls } = sample();
  const working = calls.filter(({ started_at }) => {
    const date = new Date(Number(started_at) * 1000);
    return date.getUTCDay() % 6 !== 0 && date.getUTCHours() >= 8 && date.getUTCHours() <= 18;
  });
  assert(working.length > calls.length * 0.85);
  const days = new Set(calls.map(({ started_at }) => Math.floor(Number(started_at) / 86_400)));
  assert(days.size > 160);
});

Deno.test("Duration is the time from the start to the end, but for a few calls", () => {
  const { calls, count } = sample();
  const off = count((call) => call.duration !== Number(call.ended_at) - Number(call.started_at));
  assert(off > 0 && off < 5);
  assert(calls.every(({ duration }) => Number(duration) >= 0));
});
