import type { Commands } from "./command.ts";

/** Every command by its name, loaded when it is used. A new one has its place here, and nowhere else. */
export const commands: Commands = {
  check: async () => (await import("./check.ts")).check,
  demo: async () => (await import("./demo.ts")).demo,
  discover: async () => (await import("./discover.ts")).discover,
  read: async () => (await import("./read.ts")).read,
  simulate: async () => (await import("./simulate.ts")).simulate,
  spec: async () => (await import("./spec.ts")).spec,
};
