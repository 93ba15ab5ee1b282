import type { Secret } from "./secret.ts";

/**
 * What an answer, or its absence, means for whoever asked:
 *
 * - `refused`: 401 or 403
 * - `missing`: 404
 * - `limited`: 429
 * - `rejected`: any other answer that asking again will not change (other 4xx, a redirect)
 * - `passing`: may be gone next time (408, 5xx, a reset, a cut or stalled answer, bad JSON, a body of another shape)
 */
export type FaultKind = "refused" | "missing" | "limited" | "rejected" | "passing";

/** A request that got no usable answer. The message says which request and why, and holds no secret. */
export class HttpFault extends Error {
  /** @ignore */
  override name = "HttpFault";

  /** The message is made of `request` and `happened`. */
  constructor(
    readonly kind: FaultKind,
    /** The request as text: path and query. */
    readonly request: string,
    /** What happened: the status and the server's own words, or how the connection failed. */
    readonly happened: string,
    /** The HTTP status, where an answer came. */
    readonly status?: number,
  ) {
    super(`GET ${request}: ${happened}`);
  }
}

/** Nothing at all has been answered for as long as a run is willing to wait. */
export class Unreachable extends Error {
  /** @ignore */
  override name = "Unreachable";
}

/** A body that is not what was asked for: no JSON, no envelope, another type. Asked again, it may be. */
export class Malformed extends Error {
  /** @ignore */
  override name = "Malformed";
}

/** Which kind of fault a status other than 2xx is. */
export function kindOf(status: number): FaultKind {
  if (status === 401 || status === 403) return "refused";
  if (status === 404) return "missing";
  if (status === 429) return "limited";
  return status === 408 || status >= 500 ? "passing" : "rejected";
}

/**
 * The server's own words out of an error's body, on one line of at most 300 characters: `error`, `message`, `errors` and
 * `troubleshoot` where they are texts, each once; nothing for HTML, an empty body or anything else.
 *
 * @param secret is taken out: gateways repeat the header that they do not like
 */
export function ownWords(body: string, secret: Secret): string {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    return "";
  }
  if (typeof parsed !== "object" || parsed === null) return "";
  const words = new Map(Object.entries(parsed));
  const texts = ["error", "message", "errors", "troubleshoot"]
    .map((name) => words.get(name))
    .filter((text): text is string => typeof text === "string" && text !== "");
  return secret.redact([...new Set(texts)].join(" · "))
    .replaceAll(/[\s\p{Cc}]+/gu, " ").slice(0, 300).toWellFormed();
}
