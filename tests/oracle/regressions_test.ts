import { assertEquals } from "@std/assert";
import { play } from "./oracle.ts";
import { type PartialSchedule, whole } from "./schedule.ts";

/**
 * Schedules that once found a fault of the connector, each by what is true since. One that the oracle prints can be put here as it is;
 * what it does not need can be left out.
 */
const schedules: Record<string, PartialSchedule> = {
  "a process that is killed before its first commit, and the one after it, keep to the limit together": {
    requestsPerMinute: 20,
    account: { contacts: 1500 },
    bindings: [{ stream: "contacts", interval: "PT1M", syncMode: "incremental" }],
    lives: [
      { death: { at: "request", nth: 2, answered: false }, commits: [false] },
      { death: { at: "request", nth: 2, answered: false }, commits: [false] },
      { death: { at: "request", nth: 2, answered: false }, commits: [false] },
      { lasts: 120 },
    ],
  },
  "a call that was on when the connector stopped is not on for ever, though it stood still for two days": {
    bindings: [{ stream: "calls", interval: "PT5M", syncMode: "incremental" }],
    lives: [{
      lasts: 3600,
      changes: [{ at: { request: 1 }, change: { do: "call", ago: 0, talk: 7200, finalise: 60 } }],
      pause: 2 * 86_400,
    }],
  },
  "calls are not lost where Aircall's count is too low by a page, once": {
    account: { calls: 100 },
    bindings: [{ stream: "calls", interval: "PT5M", syncMode: "incremental" }],
    lives: [{ faults: [{ path: "calls", kind: { total: -50 }, nth: 1, every: 1, times: 1 }] }],
  },
  "calls of some hours are not lost where Aircall's count is too low by a page, once": {
    bindings: [{ stream: "calls", interval: "PT5M", syncMode: "incremental" }],
    lives: [{
      pause: 10_800,
      meanwhile: [{ do: "burst", count: 60 }, { do: "burst", count: 40 }],
    }, {
      faults: [{ path: "calls", kind: { total: -50 }, nth: 1, every: 1, times: 1 }],
    }],
  },
  "calls are not lost where Aircall's count is too low by a page, again and again": {
    account: { calls: 100 },
    bindings: [{ stream: "calls", interval: "PT5M", syncMode: "incremental" }],
    lives: [{ faults: [{ path: "calls", kind: { total: -50 }, nth: 1, every: 1, times: 4 }] }],
  },
  "a call that came late is not lost where Aircall's count is too low by one, once, on the page that it might have stood on":
    {
      bindings: [
        { stream: "calls", interval: "PT1M", syncMode: "incremental" },
        { stream: "company", interval: "PT1M", syncMode: "incremental" },
      ],
      seed: 0,
      account: { callOrder: "id", contacts: 50 },
      requestsPerMinute: 20,
      lives: [{
        lasts: 301,
        death: { at: "commit", nth: 4 },
        signal: "SIGKILL",
        commits: [true, false, false],
        callsPerHour: 600,
        changes: [{ at: { request: 12 }, change: { do: "call", ago: 301, talk: 0, finalise: 0 } }],
        pause: 1494,
      }, {
        lasts: 29,
        death: { at: "commit", nth: 1 },
        commits: [false],
        signal: "SIGTERM",
        faults: [{ path: "calls", kind: { total: -1 }, nth: 1, every: 1, times: 1 }],
      }],
    },
  "nobody is gone where Aircall's count of availabilities is too low by a page, again and again": {
    account: { users: 100 },
    bindings: [{ stream: "user_availablity", interval: "PT5M", syncMode: "incremental" }],
    lives: [{ lasts: 900 }, {
      faults: [{ path: "availabilities", kind: { total: -50 }, nth: 1, every: 1, times: 4 }],
    }],
  },
  "contacts are not lost where Aircall's count is too low by a page, once": {
    account: { contacts: 100 },
    bindings: [{ stream: "contacts", interval: "PT5M", syncMode: "incremental" }],
    lives: [{ faults: [{ path: "contacts", kind: { total: -50 }, nth: 1, every: 1, times: 1 }] }],
  },
  "changes of contacts are not lost where Aircall's count is too low by a page, once": {
    account: { contacts: 100 },
    bindings: [{ stream: "contacts", interval: "PT5M", syncMode: "incremental" }],
    lives: [{
      pause: 1000,
      meanwhile: [
        { do: "edit contact", pick: 0, count: 50, silent: false },
        { do: "edit contact", pick: 50, count: 50, silent: false },
      ],
    }, {
      faults: [{ path: "contacts", kind: { total: -50 }, nth: 1, every: 1, times: 1 }],
    }],
  },
  "a contact that came out, and went before its page was settled, is gone though a kill came in between": {
    requestsPerMinute: 20,
    account: { contacts: 51 },
    bindings: [
      { stream: "contacts", interval: "PT1M", syncMode: "incremental" },
      { stream: "calls", interval: "PT1M", syncMode: "incremental" },
    ],
    lives: [
      { lasts: 13, death: { at: "request", nth: 5, answered: false }, commits: [true] },
      { lasts: 0, once: true, meanwhile: [{ do: "delete contact", pick: 0, count: 1 }] },
    ],
    awake: true,
  },
  "a contact that came out of an answer with a wrong count, and went after a stop, is gone": {
    requestsPerMinute: 20,
    account: { contacts: 50 },
    bindings: [
      { stream: "contacts", interval: "PT1M", syncMode: "incremental" },
      { stream: "numbers", interval: "PT1M", syncMode: "incremental" },
    ],
    lives: [{
      lasts: 7,
      death: { at: "request", nth: 3, answered: false },
      signal: "SIGTERM",
      faults: [{ path: "any", kind: { total: 7 }, nth: 1, every: 1, times: 1 }],
      meanwhile: [{ do: "delete contact", pick: 0, count: 1 }],
    }],
  },
};

const handedIn = Deno.env.get("ORACLE_SCHEDULE");
if (handedIn) schedules["the schedule in ORACLE_SCHEDULE ends equal to the account"] = JSON.parse(handedIn);

for (const [truth, schedule] of Object.entries(schedules)) {
  Deno.test(truth, async () => {
    assertEquals((await play(whole(schedule))).breaches, []);
  });
}
