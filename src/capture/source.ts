import type { Volatile } from "./digest.ts";
import type { Stream } from "./stream.ts";

/** Where a row has its {@link Raw}, if it came as bytes. */
export const RAW: unique symbol = Symbol("raw");

/**
 * The bytes of a page: JSON in UTF-8, without white space but blanks. Its rows share them until whoever asked for the page lets go of it;
 * then another answer may be read into them.
 */
export class PageBytes {
  #bytes: Uint8Array | undefined;
  readonly #free: () => void;

  /** Bytes that are not let go of yet; `free` is called once, when nobody reads them any more. */
  constructor(bytes: Uint8Array, free: () => void = () => {}) {
    this.#bytes = bytes;
    this.#free = free;
  }

  /** Those of the page. @throws {Error} it was let go of: what stands there may be another one's */
  get bytes(): Uint8Array {
    if (!this.#bytes) throw new Error("a row was used after its page was let go of");
    return this.#bytes;
  }

  /** Lets go of them, for all rows. */
  release(): void {
    if (!this.#bytes) return;
    this.#bytes = undefined;
    this.#free();
  }
}

/** Kinds of values that stand where none of their kind was judged yet. */
export interface Strange {
  /** They were judged, and are right: the next ones like them are not strange. */
  accept(): void;
}

/** A row as its bytes, read once. */
export interface Raw {
  /** Those of its page. */
  page: PageBytes;
  /** Where the row begins in them. */
  from: number;
  /** The place behind its end. */
  to: number;
  /** See {@link Digester.lasting}. */
  lasting: number;
  /** See {@link Digester.full}. */
  full: number;
  /** The field that {@link keyOf} has made a key of, so that it does so once; undefined until then. */
  keyField: string | undefined;
  /** That key. */
  key: string | undefined;
  /** What of it is not known to be as its stream declares it; undefined: all of it is. */
  strange: Strange | undefined;
}

/**
 * A row as the API sent it: an object, every field as it came. One that came as bytes shows only the fields that somebody reads
 * ({@link Endpoint.reads}).
 */
export type Row = { [field: string]: unknown; [RAW]?: Raw | undefined };

/** Which share of the request rate a piece of work takes. */
export type Work = "tail" | "backfill" | "snapshot" | "reread";

/** Where a list lives, as its stream declares it. */
export interface Endpoint {
  /** `/v1/teams` */
  path: string;
  /** The member of the answer that holds the rows: `teams`. */
  envelope: string;
  /** Whether it holds one object instead of a list: a list of one. @default false */
  single?: boolean;
  /** Query parameters that each request carries. */
  query?: Record<string, string>;
  /** Optional parts of a row that a configuration can ask for, each with the query flag that brings it. */
  details?: Record<string, string>;
  /** The windows of time that the list takes; absent: it takes none. */
  time?: {
    /** The field, in Unix seconds, that `from` and `to` filter. */
    field: string;
    /** What `from` and `to` leave out and take in. */
    bounds: "(]" | "[]";
    /** Rows before the configuration's start date are not wanted. @default false */
    bounded?: boolean;
    /** Seconds after which a row is certainly not served any more; rows then leave the list at its front. */
    serves?: number;
  };
  /** The fields of a row that are looked at; undefined: all of them. */
  reads?: readonly string[];
  /** What of a row may change without it having changed. */
  volatile?: Volatile;
  /** Fields that never leave the API's answer: secrets. */
  withhold?: string[];
  /** What identifies a row. With the document's schema it says of what type that is; a key of another type is none. */
  key?: Stream["key"];
  /** See `key`. */
  document?: Stream["document"];
}

/** A stretch of time in whole Unix seconds: after `from`, up to and including `to`. */
export interface Window {
  /** Left out. */
  from: number;
  /** Taken in. */
  to: number;
}

/** One page to ask for. */
export interface PageAsk {
  /** From 1. */
  page: number;
  /** Rows that it holds when it is full; absent: as many as it can. */
  size?: number;
  /** Absent: as the server lists by itself. */
  order?: "asc" | "desc";
  /** Absent: the whole list. */
  window?: Window;
  /** Beside the endpoint's own query. */
  query?: Record<string, string>;
}

/** One page of a list. */
export interface Page {
  /** In the server's order, without what the endpoint withholds. */
  rows: Row[];
  /** Rows of the whole list, or of the window, as the server counted them for this page. */
  total: number;
  /** Whether the answer itself says that no page follows it; false where it says nothing of the kind. */
  ends?: boolean;
  /** Called when its rows are not needed any more; nothing has to. */
  release?: () => void;
}

/** The API as the strategies see it: pages and single rows, for one stream. */
export interface Source {
  /** Rows a page holds when it is full. */
  readonly pageSize: number;
  /** The last position that a list gives out, counted from 1: beyond it there is nothing to be had. */
  readonly reach: number;
  /** Pages worth asking for at a time, so that the rate is used in spite of the answers' latency. */
  readonly ahead: number;
  /**
   * One page of the list.
   *
   * @throws {StreamFault} this stream cannot be read; any other error ends the run
   */
  page(endpoint: Endpoint, ask: PageAsk, work: Work, signal: AbortSignal): Promise<Page>;
  /** The status that a single row's address answers; nothing else of the answer is read. */
  status(path: string, work: Work, signal: AbortSignal): Promise<number>;
  /**
   * The last Unix second that is certainly over, by our clock and by the server's: what started in it or before is
   * there to be read.
   */
  settled(signal: AbortSignal): Promise<number>;
}

/** One stream cannot be read, for a reason that asking again will not change soon. The others go on. */
export class StreamFault extends Error {
  /** @ignore */
  override name = "StreamFault";
}
