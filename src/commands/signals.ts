/** The signals that ask a program to end; Windows knows Ctrl-C alone. */
const STOPS: Deno.Signal[] = Deno.build.os === "windows" ? ["SIGINT"] : ["SIGINT", "SIGTERM"];

/**
 * Listens to whoever asks this process to end.
 *
 * @returns ends the listening
 */
export function onStop(asked: () => void): () => void {
  for (const signal of STOPS) Deno.addSignalListener(signal, asked);
  return () => {
    for (const signal of STOPS) Deno.removeSignalListener(signal, asked);
  };
}
