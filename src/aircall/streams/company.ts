import { z } from "zod";
import { snapshot } from "../../capture/snapshot.ts";
import { whole } from "./fields.ts";

/** The company: one object without an id, known by its name. Renamed, it is another one. */
export const Company = z.looseObject({ name: z.string(), users_count: whole, numbers_count: whole });

/** The company. Read at each interval. */
export const company = snapshot({
  name: "company",
  path: "/v1/company",
  envelope: "company",
  single: true,
  key: ["/name"],
  document: Company,
});
