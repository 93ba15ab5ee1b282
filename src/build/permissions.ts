import { z } from "zod";

/** A set of permissions as deno.json has it: a list of what is allowed, true for everything, or nothing. */
const PermissionSet = z.strictObject({
  net: z.array(z.string()).optional(),
  env: z.array(z.string()).optional(),
  read: z.literal(true).optional(),
  write: z.literal(true).optional(),
  import: z.array(z.string()).optional(),
});
/** See {@link PermissionSet}. */
export type PermissionSet = z.infer<typeof PermissionSet>;

/** The set of this name out of deno.json. */
export function permissionSet(configuration: { permissions: object }, name: string): PermissionSet {
  return PermissionSet.parse(new Map(Object.entries(configuration.permissions)).get(name));
}

/** The set as options of `deno run` and `deno compile`. Nobody is asked for more. */
export function permissionFlags(set: PermissionSet): string[] {
  const flags = Object.entries(permissionLists(set)).map(([kind, what]) =>
    what.length === 0 ? `--allow-${kind}` : `--allow-${kind}=${what.join(",")}`
  );
  return ["--no-prompt", ...flags];
}

/** The set as a linked binary tells it: by kind, sorted; an empty list allows all. */
export function permissionLists(set: PermissionSet): Record<string, string[]> {
  return Object.fromEntries(
    Object.entries(set).map(([kind, what]) => [kind, Array.isArray(what) ? what.toSorted() : []]),
  );
}
