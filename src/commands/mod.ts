import type { Commands } from "./command.ts";

/** Every command by its name, loaded when it is used, in the order of the help. A new one has its place here, and nowhere else. */
export const commands: Commands = {
  sync: async () => (await import("./sync.ts")).sync,
  doctor: async () => (await import("./doctor.ts")).doctor,
  preview: async () => (await import("./preview.ts")).preview,
  audit: async () => (await import("./audit.ts")).audit,
  spec: async () => (await import("./spec.ts")).spec,
  check: async () => (await import("./check.ts")).check,
  discover: async () => (await import("./discover.ts")).discover,
  read: async () => (await import("./read.ts")).read,
  simulate: async () => (await import("./simulate.ts")).simulate,
  demo: async () => (await import("./demo.ts")).demo,
  completions: async () => (await import("./completions.ts")).completions,
};
