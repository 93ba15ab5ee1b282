/** What JSON can say. */
export type Json = null | boolean | number | string | readonly Json[] | Row;

/** A JSON object: a document of the API, or a change to one. */
export type Row = { readonly [key: string]: Json };
