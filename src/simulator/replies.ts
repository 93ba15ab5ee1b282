import type { Json, Row } from "./json.ts";

/** What a route answers, before it is put into bytes. */
export interface Reply {
  status: number;
  /** Undefined: an empty body. */
  body: Row | undefined;
  /** Whether the content type names its charset: so for contacts alone. */
  charset?: boolean;
  /** Of a list: where its rows are. */
  envelope?: string;
  /** Of a list: which page it is. */
  page?: number;
}

/** 200 with a body. */
export function ok(body: Row): Reply {
  return { status: 200, body };
}

/** What the edge answers, before any application has seen the request. */
export function edge(status: 401 | 403 | 404): Reply {
  const message = { 401: "Unauthorized", 403: "Forbidden", 404: "Not Found" }[status];
  return { status, body: { message } };
}

/** What the application answers when it knows the route but not the thing, or not what to do with it. */
export function refusal(status: number, error: string, troubleshoot: string): Reply {
  return { status, body: { error, troubleshoot } };
}

/** 404 of an unknown id. */
export function unknownId(what: string, id: string): Reply {
  return refusal(404, "Not Found", `There is no ${what} ${id}`);
}

/** What every list answers past position 10,000, byte for byte. */
export function outOfBound(): Reply {
  const body = {
    error: "Bad Request",
    data: null,
    message: "BAD_REQUEST",
    errors:
      "Your query is limited to 10k results and pagination is out of bound, please use timestamps or other filters.",
    troubleshoot: "BAD_REQUEST",
    success: false,
  };
  return { status: 400, body };
}

/** A thing by itself: `{"call": {…}}`. */
export function single(name: string, what: Json | undefined, id: string): Reply {
  return what === undefined ? unknownId(name, id) : ok({ [name]: what });
}
