import type { Commands } from "./command.ts";

/** Every command by its name, loaded when it is used. A new one has its place here, and nowhere else. */
export const commands: Commands = {
  audit: async () => (await import("./audit.ts")).audit,
  demo: async () => (await import("./demo.ts")).demo,
  simulate: async () => (await import("./simulate.ts")).simulate,
};
