import { type Figure, keeps } from "./figure.ts";

/** A figure as a line of the table: what, how much, its bar and whether it keeps it, and what is to be known beside it. */
export function line(figure: Figure): string {
  const { what, value, unit, bar, note } = figure;
  const limit = bar ? ("most" in bar ? `≤ ${number(bar.most)}` : `≥ ${number(bar.least)}`) : "";
  const verdict = { true: "kept", false: "MISSED", undefined: "" }[String(keeps(figure))] ?? "";
  const text = [
    what.padEnd(66),
    number(value).padStart(10),
    unit.padEnd(22),
    limit.padEnd(9),
    verdict.padEnd(7),
    note ?? "",
  ].join(" ");
  return text.trimEnd();
}

/** A number with as many digits as mean something. */
export function number(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en");
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 4;
  return value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
