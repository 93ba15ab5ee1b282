import type { Config } from "../../aircall/config.ts";
import { CredentialsRefused } from "../../aircall/errors.ts";
import { duration } from "../../capture/pace.ts";
import { HttpFault } from "../../http/fault.ts";
import type { Finding } from "./finding.ts";
import type { Observed } from "./observed.ts";
import { unreached } from "../unreached.ts";

/** Where the API is. */
const AIRCALL = "https://api.aircall.io";
/** Clocks are as one as long as they are not further apart than this, in milliseconds. */
const APART = 2_000;

/** What the first request came to, whether or not its credentials were taken. */
export function connectionFinding(
  { baseUrl }: Pick<Config, "baseUrl">,
  { last }: Pick<Observed, "last">,
  error: unknown,
): Finding {
  const place = placeOf(baseUrl);
  const other = baseUrl.replace(/\/+$/, "") === AIRCALL ? "" : " (not Aircall's own address)";
  const failed = (found: string, advice: string): Finding => ({
    check: "connection",
    mark: "failed",
    found: `${place}${other}: ${found}`,
    advice,
    figures: { address: place },
  });
  if (last && "error" in last) {
    const { found, advice } = unreached(last.error);
    return failed(found, advice);
  }
  if (error instanceof HttpFault) {
    const { kind, happened } = error;
    if (kind === "limited") {
      return failed(
        "it answers 429 (too many requests) to whatever is asked",
        "The limit is the whole company's, and other programs use it up: pause one of them, or try again later",
      );
    }
    if (kind === "passing") {
      return failed(
        `it is reached, but no answer is of use: ${happened}`,
        "See Aircall's status page, then try again; where base_url is not Aircall's, see what stands there",
      );
    }
    return failed(
      `it is reached, but is no Aircall API: ${happened} on /v1/ping`,
      "Check base_url; leave it out to ask Aircall itself",
    );
  }
  if (error !== undefined && !(error instanceof CredentialsRefused)) throw error;
  const ms = Math.round(last?.ms ?? 0);
  return {
    check: "connection",
    mark: "ok",
    found: `${place}${other} answers in ${ms} ms`,
    figures: { address: place, roundTripMs: ms },
  };
}

/** An address without what it may say of a user. */
function placeOf(baseUrl: string): string {
  const { origin, pathname } = new URL(baseUrl);
  return `${origin}${pathname === "/" ? "" : pathname}`;
}

/** How far apart the clocks are; undefined where nothing was answered at all. */
export function clockFinding({ offset, last }: Pick<Observed, "offset" | "last">): Finding | undefined {
  if (!offset) {
    return last && "status" in last
      ? { check: "clock", mark: "ok", found: "not compared: the answers do not say their time" }
      : undefined;
  }
  const { ms, within } = offset;
  const figures = { offsetMs: Math.round(ms), withinMs: Math.round(within) };
  const apart = Math.abs(ms) < 90_000 ? `${(Math.abs(ms) / 1000).toFixed(1)} s` : duration(Math.abs(ms));
  if (Math.abs(ms) < APART) {
    return {
      check: "clock",
      mark: "ok",
      found: `this machine's is right to ${Math.ceil((Math.abs(ms) + within) / 1000)} s`,
      figures,
    };
  }
  return {
    check: "clock",
    mark: "warning",
    found: `this machine's is ${apart} ${ms > 0 ? "behind" : "ahead of"} Aircall's`,
    advice:
      (ms > 0
        ? "New calls are read that much later, since nothing is read before it has happened by this clock"
        : "Nothing is read before it has happened by Aircall's clock, so new calls are read no earlier") +
      "; nothing is lost. Let this machine take its time from the network",
    figures,
  };
}

/** The credentials were refused. */
export function refusedFinding({ message }: CredentialsRefused): Finding {
  const [found = "", ...advice] = message.split(". ");
  return { check: "credentials", mark: "failed", found, advice: advice.join(". ").replace(/\.$/, "") };
}
