import type { Row } from "./json.ts";

/** What somebody does to a call after it. No timestamp of the call moves with it. */
export interface CallChange {
  /** Adds a remark: of a user, or of the API when it is text alone. */
  comment?: string | { content: string; by: number };
  /** Puts a tag on it, by id. */
  tag?: number;
  /** Takes a tag off, by id. */
  untag?: number;
  archive?: boolean;
  /** Assigns it to a user, or to nobody. */
  assign?: number | null;
  /** Fields to overwrite with anything at all; `started_at` moves the call in the list. */
  patch?: Row;
}

/** All that was done to one call. */
export interface CallEdits {
  comments: { id: number; content: string; by: number | null; at: number }[];
  /** By id of the tag: since when, or null when it was taken off. */
  tags: Map<number, number | null>;
  archived: boolean | undefined;
  /** Undefined: as it was. */
  assigned: number | null | undefined;
  patch: Row;
  /** Seconds that a patch moved `started_at` by. */
  movedBy: number;
}

/** Nothing done so far. */
export function noEdits(): CallEdits {
  return { comments: [], tags: new Map(), archived: undefined, assigned: undefined, patch: {}, movedBy: 0 };
}

/**
 * Adds a change to what was done before.
 *
 * @param now Unix seconds
 * @param commentId id of the remark, if there is one
 */
export function apply(edits: CallEdits, change: CallChange, now: number, commentId: number): void {
  const { comment, tag, untag, archive, assign, patch } = change;
  if (comment !== undefined) {
    const { content, by } = typeof comment === "string" ? { content: comment, by: null } : comment;
    edits.comments.push({ id: commentId, content, by, at: now });
  }
  if (tag !== undefined) edits.tags.set(tag, now);
  if (untag !== undefined) edits.tags.set(untag, null);
  if (archive !== undefined) edits.archived = archive;
  if (assign !== undefined) edits.assigned = assign;
  if (patch !== undefined) edits.patch = { ...edits.patch, ...patch };
}
