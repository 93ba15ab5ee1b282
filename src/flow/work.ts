/** Everything beyond the answer to `spec`. */
export { streams } from "../aircall/streams/mod.ts";
export { connect } from "../aircall/connect.ts";
export { readWanted } from "../aircall/wanted.ts";
export { capture } from "./capture.ts";
export { discoveredBinding } from "./discovered.ts";
export { collectionOf, readRequest } from "./requests.ts";
