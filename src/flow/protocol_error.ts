/** The other side does not keep to the capture protocol. The message says what came and what was expected. */
export class ProtocolError extends Error {
  override name = "ProtocolError";
}
