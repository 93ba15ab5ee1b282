/** Levels of a log, least important first. */
export const LEVELS = ["trace", "debug", "info", "warn", "error"] as const;
/** See {@link LEVELS}. */
export type Level = typeof LEVELS[number];

/** The level that a text names, in any case; another one where it names none. */
export function levelOf(text: string | undefined, otherwise: Level = "info"): Level {
  const wanted = text?.trim().toLowerCase() === "warning" ? "warn" : text?.trim().toLowerCase();
  return LEVELS.find((level) => level === wanted) ?? otherwise;
}
