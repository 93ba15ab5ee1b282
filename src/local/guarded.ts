import type { Terminal } from "./screen.ts";

/**
 * A terminal whose reader may go away: then `gone` is called once, and what is written after that is written nowhere. Whoever works on goes
 * on to a good end instead of dying of a line that nobody reads.
 */
export function guarded(terminal: Terminal, gone: () => void): Terminal {
  let there = true;
  return {
    write(text) {
      if (!there) return;
      try {
        terminal.write(text);
      } catch (error) {
        const { BrokenPipe, ConnectionReset } = Deno.errors;
        if (!(error instanceof BrokenPipe || error instanceof ConnectionReset)) throw error;
        there = false;
        gone();
      }
    },
    interactive: terminal.interactive,
    colors: terminal.colors,
    size: () => terminal.size(),
  };
}
