import { parseJson } from "../json.ts";
import { ProtocolError } from "./protocol_error.ts";

/** The requests of the capture protocol. */
const NAMES = ["spec", "discover", "validate", "apply", "open", "acknowledge"] as const;

/** One request whose body was not looked at. */
export interface Line {
  name: typeof NAMES[number];
  body: unknown;
}

/**
 * Reads which request a line holds.
 *
 * @throws {ProtocolError} no JSON object, no request or more than one, one that is not known
 */
export function readLine(line: string): Line {
  const message = json(line);
  if (!isObject(message)) throw new ProtocolError("a request has to be a JSON object");
  // `$internal` is the runtime's own; a null stands for a variant that is not set
  const variants = Object.entries(message).filter(([name, body]) => !name.startsWith("$") && body !== null);
  const [variant] = variants;
  if (!variant || variants.length > 1) {
    throw new ProtocolError(
      variant
        ? `a message holds ${variants.length} requests (${
          variants.map(([name]) => name).join(", ").slice(0, 100)
        }); it has to hold one`
        : `a message holds no request; it has to hold one of ${NAMES.join(", ")}`,
    );
  }
  const name = NAMES.find((name) => name === variant[0]);
  if (name) return { name, body: variant[1] };
  throw new ProtocolError(
    `"${variant[0].slice(0, 60)}" is no request of the capture protocol; known are ${NAMES.join(", ")}`,
  );
}

/** Whether a line asks for the spec, in whatever form. */
export function asksForSpec({ name, body }: Line): boolean {
  return name === "spec" && isObject(body);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function json(line: string): unknown {
  try {
    return parseJson(line);
  } catch {
    // the parser's own message quotes the line, which may hold the token
    throw new ProtocolError(`a line of ${line.length} characters is not valid JSON`);
  }
}
