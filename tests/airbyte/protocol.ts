import { z } from "zod";

/**
 * The part of Airbyte's protocol, as its published schema has it, that a source may say. Unlike there, nothing may be said beside it: a
 * field that is spelt wrong is then seen.
 */
const descriptor = z.strictObject({ name: z.string().min(1), namespace: z.string().optional() });
const emitted_at = z.int().positive();
const blob = z.record(z.string(), z.unknown());
const path = z.array(z.string());
const syncMode = z.enum(["full_refresh", "incremental"]);

const trace = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("ERROR"),
    emitted_at,
    error: z.strictObject({
      message: z.string().min(1),
      internal_message: z.string().optional(),
      stack_trace: z.never().optional(),
      failure_type: z.enum(["system_error", "config_error", "transient_error"]),
      stream_descriptor: descriptor.optional(),
    }),
  }),
  z.strictObject({
    type: z.literal("ESTIMATE"),
    emitted_at,
    estimate: z.strictObject({
      name: z.string(),
      type: z.enum(["STREAM", "SYNC"]),
      row_estimate: z.int().nonnegative(),
    }),
  }),
  z.strictObject({
    type: z.literal("STREAM_STATUS"),
    emitted_at,
    stream_status: z.strictObject({
      stream_descriptor: descriptor,
      status: z.enum(["STARTED", "RUNNING", "COMPLETE", "INCOMPLETE"]),
    }),
  }),
]);

const stream = z.strictObject({
  name: z.string(),
  json_schema: blob,
  supported_sync_modes: z.array(syncMode),
  source_defined_cursor: z.boolean(),
  default_cursor_field: path.optional(),
  source_defined_primary_key: z.array(path),
  is_resumable: z.boolean(),
});

/** One message, whatever it says. */
export const Message = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("SPEC"),
    spec: z.strictObject({
      documentationUrl: z.url().optional(),
      connectionSpecification: blob,
      supportsIncremental: z.boolean(),
      supported_destination_sync_modes: z.array(z.enum(["append", "overwrite", "append_dedup"])),
      protocol_version: z.string().regex(/^\d+\.\d+\.\d+$/),
    }),
  }),
  z.strictObject({
    type: z.literal("CONNECTION_STATUS"),
    connectionStatus: z.strictObject({
      status: z.enum(["SUCCEEDED", "FAILED"]),
      message: z.string().min(1).optional(),
    }),
  }),
  z.strictObject({ type: z.literal("CATALOG"), catalog: z.strictObject({ streams: z.array(stream) }) }),
  z.strictObject({
    type: z.literal("RECORD"),
    record: z.strictObject({ stream: z.string(), data: blob, emitted_at }),
  }),
  z.strictObject({
    type: z.literal("STATE"),
    state: z.strictObject({
      type: z.literal("STREAM"),
      stream: z.strictObject({ stream_descriptor: descriptor, stream_state: blob }),
      sourceStats: z.strictObject({ recordCount: z.int().nonnegative() }),
    }),
  }),
  z.strictObject({
    type: z.literal("LOG"),
    log: z.strictObject({
      level: z.enum(["FATAL", "ERROR", "WARN", "INFO", "DEBUG", "TRACE"]),
      message: z.string().min(1),
    }),
  }),
  z.strictObject({ type: z.literal("TRACE"), trace }),
]);
export type Message = z.infer<typeof Message>;
