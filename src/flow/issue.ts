import type { z } from "zod";

/** What an issue found, to go on a sentence with: `is missing`, or `is not right: expected number, received string`. */
export function wrong(issue: z.core.$ZodIssue | undefined): string {
  const words = (issue?.message ?? "it cannot be read").replace("Invalid input: ", "");
  return words.endsWith("received undefined") ? "is missing" : `is not right: ${words}`;
}
