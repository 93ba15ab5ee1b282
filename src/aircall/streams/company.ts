import { snapshot } from "../../capture/snapshot.ts";
import { document, textId, whole } from "./fields.ts";

/** The company: one object without an id, known by its name. Renamed, it is another one. */
export const Company = document({ name: textId, users_count: whole, numbers_count: whole });

/** The company. Read at each interval. */
export const company = snapshot({
  name: "company",
  path: "/v1/company",
  envelope: "company",
  single: true,
  key: ["/name"],
  document: Company,
});
