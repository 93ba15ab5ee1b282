import { PageReader } from "../../src/aircall/page.ts";
import type { Endpoint, Page } from "../../src/capture/source.ts";

/** A page out of an answer's body, as any JSON. */
export function readPage(body: unknown, endpoint: Endpoint, number: number): Page {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const { rows, total } = new PageReader(endpoint).read(bytes, number);
  return { rows, total };
}
