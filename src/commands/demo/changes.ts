import type { Account, StreamName } from "../../simulator/account.ts";
import type { FlowRuntime, JsonObject } from "../../flow/runtime/mod.ts";

/** Something that happens in the account while it is captured. */
export interface Change {
  stream: StreamName;
  /** What happens, for a person. */
  what: string;
  /** Whether it has happened by now. */
  happened(): boolean;
  /** Whether the captured collection shows it. */
  arrived(): boolean;
}

/** What the account is given before it is captured, so that something can be done to it later. */
export interface Props {
  /** A call that ended ten minutes ago. */
  recentCall: number;
  /** A tag that no call carries. */
  spareTag: number;
  /** A contact of long ago. */
  oldContact: number;
}

const spareTagName = "Trade fair";
const comment = "Asked for a quote, call back on Monday.";

/** Puts into the account what {@linkcode makeChanges} will need. */
export function prepare(account: Account): Props {
  return {
    recentCall: account.startCall({
      startedAt: account.now - 600,
      answeredAfter: 12,
      talk: 180,
      finaliseAfter: 90,
      direction: "inbound",
    }),
    spareTag: account.addTag({ name: spareTagName, description: null }),
    oldContact: account.addContact({
      first_name: "Theo",
      last_name: "Winter",
      created_at: account.now - 100 * 86_400,
    }),
  };
}

/** Changes the account: some things happen at once, a call takes its course by itself. */
export function makeChanges(account: Account, props: Props, captured: FlowRuntime): Change[] {
  const { recentCall, spareTag, oldContact } = props;
  const row = (stream: StreamName, key: unknown) => captured.collection(stream).get(key);
  const followUp = [...account.truth("tags").values()].find(({ name }) => name === "Follow Up");
  const tag = typeof followUp?.id === "number" ? followUp.id : undefined;

  account.editCall(recentCall, { comment, ...tag === undefined ? {} : { tag } });
  account.deleteTag(spareTag);
  account.deleteContact(oldContact);
  const contact = account.addContact({ first_name: "Ada", last_name: "Marlow", company_name: "Marlow & Co" });
  const call = account.startCall({
    direction: "inbound",
    answeredAfter: 6,
    talk: 300,
    finaliseAfter: 150,
    shift: 1,
  });

  const done = () => true;
  const now = () => account.call(call) ?? {};
  const seen = () => row("calls", call) ?? {};
  return [
    {
      stream: "calls",
      what: `call ${recentCall} gets a comment and a tag`,
      happened: done,
      arrived: () =>
        holds(row("calls", recentCall), "comments", "content", comment) &&
        (tag === undefined || holds(row("calls", recentCall), "tags", "id", tag)),
    },
    {
      stream: "tags",
      what: `tag "${spareTagName}" is deleted`,
      happened: done,
      arrived: () => row("tags", spareTag) === undefined,
    },
    {
      stream: "contacts",
      what: "contact Theo Winter is deleted",
      happened: done,
      arrived: () => row("contacts", oldContact) === undefined,
    },
    {
      stream: "contacts",
      what: "contact Ada Marlow is added",
      happened: done,
      arrived: () => row("contacts", contact) !== undefined,
    },
    {
      stream: "calls",
      what: `call ${call} comes in`,
      happened: done,
      arrived: () => seen().id === call,
    },
    {
      stream: "calls",
      what: `call ${call} ends`,
      happened: () => now().status === "done",
      arrived: () => seen().status === "done",
    },
    {
      stream: "calls",
      what: `call ${call} gets its final cost and start`,
      happened: () => now().pricing_type !== null,
      arrived: () => seen().pricing_type !== undefined && seen().pricing_type !== null,
    },
  ];
}

/** Whether a list in a row holds an object with this member. */
function holds(row: JsonObject | undefined, list: string, member: string, value: unknown): boolean {
  const items = row?.[list];
  return Array.isArray(items) && items.some((item) => item?.[member] === value);
}
