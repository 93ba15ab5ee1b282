import { z } from "zod";
import { parseJson } from "../../json.ts";
import { ProtocolError } from "./errors.ts";
import type { Line } from "./lines.ts";
import type { JsonObject } from "./json.ts";

/** One line of a connector's stderr. */
export interface Log {
  /** RFC 3339. */
  ts: string;
  level: "trace" | "debug" | "info" | "warn" | "error";
  message: string;
  fields: JsonObject;
}

/** Events that a connector may raise; the platform renames any other. */
const eventTypes = ["connectorStatus", "configUpdate"];

const LogLine = z.strictObject({
  ts: z.iso.datetime({ offset: true }),
  level: z.enum(["trace", "debug", "info", "warn", "error"]),
  msg: z.string().min(1),
  fields: z.looseObject({ eventType: z.enum(eventTypes).optional() }).optional(),
});

/** Reads a line of stderr. @throws {ProtocolError} it is not the JSON that the platform understands in full */
export function readLog(line: Line): Log {
  let value: unknown;
  try {
    value = parseJson(line.text);
  } catch {
    throw new ProtocolError("a log line must be JSON", line);
  }
  const read = LogLine.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new ProtocolError(
      `a log line must be {ts, level, msg, fields}: ${issue?.path.join(".")}: ${issue?.message}`,
      line,
    );
  }
  const { ts, level, msg, fields } = read.data;
  return { ts, level, message: msg, fields: fields ?? {} };
}
