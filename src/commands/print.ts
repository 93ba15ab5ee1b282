/**
 * Prints what was asked for on stdout, whole.
 *
 * @returns the exit code: who reads only the beginning has what was wanted
 */
export function print(text: string): number {
  const bytes = new TextEncoder().encode(`${text}\n`);
  try {
    for (let at = 0; at < bytes.length;) at += Deno.stdout.writeSync(bytes.subarray(at));
  } catch (error) {
    if (!(error instanceof Deno.errors.BrokenPipe)) throw error;
  }
  return 0;
}
