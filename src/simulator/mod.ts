export { Account, type Size, type StreamName, streams, type TruthOptions } from "./account.ts";
export type { CallScript } from "./call_course.ts";
export type { CallDetail } from "./call_document.ts";
export type { CallChange } from "./call_edits.ts";
export type { CallOrder } from "./call_index.ts";
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
export { serve, type Served, type ServeOptions } from "./server.ts";
export { type Incoming, Simulator } from "./simulator.ts";
