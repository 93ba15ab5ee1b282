import type { Commands } from "./command.ts";

/** Every command by its name, loaded when it is used. A new one has its place here, and nowhere else. */
export const commands: Commands = {
  demo: async () => (await import("./demo.ts")).demo,
  sync: async () => (await import("./sync.ts")).sync,
  simulate: async () => (await import("./simulate.ts")).simulate,
};
