import answer from "./spec.json" with { type: "json" };

/**
 * The answer to `spec`, as it was made of the configurations' schemas ({@link madeSpec}): a platform asks for it again and again, and neither
 * the schemas nor what they are made with has to be loaded for it.
 */
export function specResponse(): Record<string, unknown> {
  return { spec: answer };
}
