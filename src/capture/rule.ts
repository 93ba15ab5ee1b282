/** What lies under one path of a row, as far as it does not simply count. */
export interface Rule {
  /** That there is a text counts, not which. */
  presence?: boolean;
  /** Of an object, or of each in a list, its `id` alone counts. */
  reference?: boolean;
  /** It counts in the full digest alone. */
  lapsing?: boolean;
  /** Where its value is wanted: the place in `Scanner.found`. */
  wanted?: number;
  /** By the hash of a field's name: what applies to that field. */
  fields?: Map<number, Rule>;
}
