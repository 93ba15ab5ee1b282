import type { Commands } from "./command.ts";

/** Every command by its name, loaded when it is used. A new one has its place here, and nowhere else. */
export const commands: Commands = {
  sync: async () => (await import("./sync.ts")).sync,
  doctor: async () => (await import("./doctor.ts")).doctor,
  preview: async () => (await import("./preview.ts")).preview,
  audit: async () => (await import("./audit.ts")).audit,
  completions: async () => (await import("./completions.ts")).completions,
  demo: async () => (await import("./demo.ts")).demo,
  simulate: async () => (await import("./simulate.ts")).simulate,
};
