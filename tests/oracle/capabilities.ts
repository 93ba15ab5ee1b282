/**
 * What the connector is able to find by itself, and in what time. What it cannot find yet is made to happen all the same; the
 * oracle then only does not ask for it in the end.
 */
export interface Capabilities {
  /** An edit of a call that has come to rest is found within a day. */
  lateEdits: boolean;
  /** A contact that was deleted is found within a day. */
  contactDeletions: boolean;
  /** A contact that was edited, or came in, without an `updated_at` of that time is found within a day. */
  silentContactEdits: boolean;
}

/** What holds for the code as it is. */
export const capabilities: Capabilities = {
  lateEdits: true,
  contactDeletions: true,
  silentContactEdits: true,
};
