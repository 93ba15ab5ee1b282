import type { Commands } from "./command.ts";

/** Every command by its name, loaded when it is used. A new one has its place here, and nowhere else. */
export const commands: Commands = {
  completions: async () => (await import("./completions.ts")).completions,
  demo: async () => (await import("./demo.ts")).demo,
  doctor: async () => (await import("./doctor.ts")).doctor,
  preview: async () => (await import("./preview.ts")).preview,
  simulate: async () => (await import("./simulate.ts")).simulate,
};
