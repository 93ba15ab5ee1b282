/** Everything beyond the answer to `spec`. */
export { streams } from "../aircall/streams/mod.ts";
export { capture, connect, readWanted } from "./capture.ts";
export { discoveredBinding } from "./discovered.ts";
export { collectionOf, readRequest } from "./requests.ts";
