/** Signals so close to the first are the same one again: whoever runs the program hands on what the terminal has sent it too. */
const ECHO = 500;

/** What is done when somebody asks once, and again. */
export interface StoppingOptions {
  /** Milliseconds on any clock. */
  now: () => number;
  /** The first time. */
  first: () => void;
  /** Each time after that. */
  again: () => void;
}

/** Tells whoever asks a program to stop for the second time from an echo of the first. */
export function stopping({ now, first, again }: StoppingOptions): () => void {
  let asked: number | undefined;
  return () => {
    if (asked === undefined) {
      asked = now();
      first();
    } else if (now() - asked >= ECHO) again();
  };
}
