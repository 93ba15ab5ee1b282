import type { StreamFault } from "../capture/source.ts";
import { HttpFault } from "../http/fault.ts";
import { unreached } from "./unreached.ts";

/** Why a list cannot be read, and what somebody at a terminal can do about it. */
export function whyNot({ cause, message }: StreamFault): { found: string; advice: string } {
  if (!(cause instanceof HttpFault)) return { found: message, advice: "Please report it with this line" };
  const { kind, happened, status } = cause;
  switch (kind) {
    case "refused":
      return {
        found: `refused (${happened}), though the credentials are taken`,
        advice:
          "This key or plan may not read this list: ask Aircall's support, or leave the stream out with --streams",
      };
    case "missing":
      return {
        found: `not there (${happened})`,
        advice:
          "A newer version of this program may know where the list went; until then leave the stream out with --streams",
      };
    case "limited":
      return {
        found: "not answered: the rate limit is used up (429)",
        advice:
          "The limit is the whole company's, and other programs use it up: pause one of them, or try again later",
      };
    case "passing": {
      if (status === undefined && happened.startsWith("no answer came")) {
        const { found, advice } = unreached(new Error(happened));
        return { found: `not answered: ${found}`, advice };
      }
      return {
        found: `not answered as it should be, and asked more than once: ${happened}`,
        advice: "That may pass: see Aircall's status page, and try again",
      };
    }
    default:
      return {
        found: status === 410 ? `ended by Aircall (${happened})` : `rejected (${happened})`,
        advice: status === 410
          ? "A newer version of this program may know what replaces the list; until then leave the stream out with --streams"
          : "Asking again will not change that: please report it with this line, or leave the stream out with --streams",
      };
  }
}
