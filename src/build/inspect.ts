import { type Binary, MOST_EMBEDDED, V8_FLAGS } from "./binaries.ts";
import type { Payload } from "./payload.ts";
import { permissionLists, type PermissionSet } from "./permissions.ts";

/** What may be embedded: this project's own sources, and its one dependency. */
const OURS =
  /^(deno\.json|main\.ts|src\/.*\.ts|src\/flow\/spec\.json|\.deno_compile_node_modules\/localhost\/zod\/.*)$/;

/** Everything that is wrong with what is embedded in a binary, each a sentence; nothing where it is as it has to be. */
export function wrongWith(payload: Payload, binary: Binary, permissions: PermissionSet): string[] {
  const wrong: string[] = [];
  const { entry, files, size, v8Flags, prompts } = payload;
  if (entry !== binary.entry) wrong.push(`it begins with ${entry}, not with ${binary.entry}`);
  const [may, should] = [payload.allowed, permissionLists(permissions)];
  for (const kind of new Set([...Object.keys(may), ...Object.keys(should)])) {
    const [is, was] = [shown(may[kind]), shown(should[kind])];
    if (is !== was) wrong.push(`its permission for ${kind} is ${is}, and has to be ${was}`);
  }
  if (prompts) wrong.push("it may ask for more permissions at run time");
  for (const flag of V8_FLAGS) {
    if (!v8Flags.includes(flag)) wrong.push(`V8 is not told ${flag}`);
  }
  for (const path of files.keys()) {
    if (!OURS.test(path)) wrong.push(`${path} is in it, and is neither this project's nor its dependency's`);
    else if (binary.without.test(path)) wrong.push(`${path} is in it, and has no use there`);
  }
  if (!files.has(binary.entry)) wrong.push(`${binary.entry} is not in it`);
  if (size > MOST_EMBEDDED) {
    wrong.push(`${size} bytes are embedded; ${MOST_EMBEDDED} are the most that may be`);
  }
  return wrong;
}

function shown(list: string[] | undefined): string {
  if (!list) return "nothing";
  return list.length === 0 ? "everything" : list.join(" ");
}
