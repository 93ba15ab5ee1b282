export type { Answer, Delivery } from "./answer.ts";
export { Account, type Size, type StreamName, streams, type TruthOptions } from "./account.ts";
export type { Calls } from "./calls.ts";
export type { CallScript } from "./call_course.ts";
export type { CallDetail } from "./call_document.ts";
export type { CallChange } from "./call_edits.ts";
export type { CallOrder } from "./call_index.ts";
export type { ContactOrder, Contacts } from "./contacts.ts";
export type { Directory, DirectorySize } from "./directory.ts";
export type { Line, Patch, Rows, Tag, Team, User, Webhook } from "./directory_rows.ts";
export type { Views } from "./directory_views.ts";
export { type CompareOptions, differences } from "./compare.ts";
export { faultSyntax, parseFault } from "./fault_text.ts";
export { type FaultHandle, type FaultKind, type FaultRule, Faults, plainFaults } from "./faults.ts";
export type { Entry } from "./journal.ts";
export type { Json, Row } from "./json.ts";
export {
  type Credentials,
  defaultCredentials,
  defaultSize,
  type ResetHeader,
  type SimulatorOptions,
} from "./options.ts";
export type { Selection } from "./selection.ts";
export { serve, type Served, type ServeOptions } from "./server.ts";
export { type Incoming, Simulator } from "./simulator.ts";
