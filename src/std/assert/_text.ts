/** Kinds of objects whose text tells everything about them. */
const TEXTUAL: readonly { prototype: object }[] = [
  RegExp,
  URL,
  URLSearchParams,
  Intl.Locale,
  Temporal.Duration,
  Temporal.Instant,
  Temporal.PlainDate,
  Temporal.PlainDateTime,
  Temporal.PlainMonthDay,
  Temporal.PlainTime,
  Temporal.PlainYearMonth,
  Temporal.ZonedDateTime,
];

/** Whether an object can be told by its text alone. One of a subclass cannot: it may have more to it. */
export function isText(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return TEXTUAL.some((kind) => kind.prototype === prototype);
}
