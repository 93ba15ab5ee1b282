/** How a command ended. */
export interface Ended {
  /** Its exit code; undefined where it was ended because its time was over. */
  code: number | undefined;
  out: string;
  err: string;
  /** Milliseconds that it took. */
  ms: number;
}

/** Runs Deno in a folder, and ends it with all that it has started after `limit` milliseconds. */
export async function deno(root: string, args: string[], limit: number): Promise<Ended> {
  const began = performance.now();
  // what is run here is no run of this project's own tests
  const { DENO_COVERAGE_DIR: _, ...withoutCoverage } = Deno.env.toObject();
  const child = new Deno.Command(Deno.execPath(), {
    args,
    cwd: root,
    clearEnv: true,
    env: { ...withoutCoverage, NO_COLOR: "1" },
    stdin: "null",
    stdout: "piped",
    stderr: "piped",
    // a group of its own, so that what it starts is ended with it
    detached: true,
  }).spawn();
  let over = false;
  const guard = setTimeout(() => {
    over = true;
    killGroup(child.pid);
  }, limit);
  try {
    const [{ code }, out, err] = await Promise.all([
      child.status,
      new Response(child.stdout).text(),
      new Response(child.stderr).text(),
    ]);
    return { code: over ? undefined : code, out, err, ms: performance.now() - began };
  } finally {
    clearTimeout(guard);
  }
}

function killGroup(pid: number): void {
  try {
    Deno.kill(-pid, "SIGKILL");
  } catch {
    // it has ended by itself meanwhile
  }
}
