import { wrapped } from "../wrapped.ts";
import type { Finding, Mark, Verdict } from "./finding.ts";

/** How findings are shown. */
export interface Look {
  /** The columns there are. */
  columns: number;
  colors: boolean;
}

/** The colour of each mark; the word stands beside it in any case. */
const COLORS: Record<Mark, number> = { ok: 32, warning: 33, failed: 31 };
const MARKS = 9;
const CHECKS = 18;
/** Below this many columns a check's words stand under its name. */
const NARROW = 64;

/** A finding as lines. */
export function findingLines({ check, mark, found, details = [], advice }: Finding, look: Look): string[] {
  const head = `${painted(mark, look)}${" ".repeat(MARKS - mark.length)}`;
  const narrow = look.columns < NARROW;
  const indent = narrow ? 2 : MARKS + CHECKS;
  const body = [found, ...details, ...(advice === undefined ? [] : [`→ ${advice}.`])]
    .flatMap((text) => wrapped(text, look.columns - indent));
  const [first = "", ...rest] = body;
  return narrow
    ? [`${head}${check}`, ...body.map((line) => `  ${line}`)]
    : [`${head}${check.padEnd(CHECKS)}${first}`, ...rest.map((line) => `${" ".repeat(indent)}${line}`)];
}

/** What it all comes to, as lines. */
export function verdictLines({ code, said, requests, refused429 }: Verdict, look: Look): string[] {
  const mark: Mark = code === 0 ? "ok" : "failed";
  const refused = refused429 > 0 ? `, ${refused429} of them answered with 429` : "";
  const asked = requests === 1 ? "1 request" : `${requests} requests`;
  const [first = "", ...rest] = wrapped(`${said}. It took ${asked}${refused}.`, look.columns - MARKS);
  return [
    "",
    `${painted(mark, look)}${" ".repeat(MARKS - mark.length)}${first}`,
    ...rest.map((line) => `${" ".repeat(MARKS)}${line}`),
  ];
}

/** All findings as one object, for machines. */
export function asJson(findings: readonly Finding[], { code, said, requests, refused429 }: Verdict): string {
  return JSON.stringify({
    ok: code === 0,
    code,
    said,
    requests,
    refused429,
    findings: findings.map(({ check, mark, found, details, advice, figures }) => ({
      check,
      mark,
      found,
      ...(details ? { details } : {}),
      ...(advice === undefined ? {} : { advice }),
      ...figures,
    })),
  });
}

function painted(mark: Mark, { colors }: Look): string {
  return colors ? `\x1b[${COLORS[mark]}m${mark}\x1b[0m` : mark;
}
