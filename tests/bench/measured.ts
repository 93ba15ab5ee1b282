/** What a process has cost. */
export interface Cost {
  /** Processor time, its own and that of the processes that it waited for, in milliseconds; ticks of 10 ms. */
  cpu: number;
  /** Time from its start to its end, in milliseconds. */
  wall: number;
  /** The most memory that it held resident at any time, in MiB. */
  peak: number;
}

/** A tick of /proc/<pid>/stat in milliseconds, on every Linux that this runs on. */
const TICK = 10;
/** How often the peak is looked at, in milliseconds. The kernel keeps the highest, so only what is reached between the last look and the end is missed. */
const LOOK = 5;

/**
 * Runs a command to its end and measures it by /proc. One at a time: the processor time is what this process's ended children have
 * used in all, before and after.
 *
 * @param use gets the running child, reads its output and writes its input
 * @param ends the signal by which `use` ends a child that does not end by itself; then that is how it has to end
 * @throws {Error} it ended in another way than with exit code 0, or by that signal
 */
export async function measured(
  command: Deno.Command,
  use: (child: Deno.ChildProcess) => Promise<void>,
  { ends }: { ends?: Deno.Signal } = {},
): Promise<Cost> {
  const before = childrenCpu();
  const began = performance.now();
  const child = command.spawn();
  let peak = 0;
  const look = setInterval(() => peak = Math.max(peak, peakOf(child.pid)), LOOK);
  try {
    await ended(child, use, ends);
    return { cpu: childrenCpu() - before, wall: performance.now() - began, peak };
  } finally {
    clearInterval(look);
  }
}

/**
 * Uses a child until it has ended.
 *
 * @param ends the signal by which `use` ends it, if it does not end by itself
 * @throws {Error} it ended in another way
 */
export async function ended(
  child: Deno.ChildProcess,
  use: (child: Deno.ChildProcess) => Promise<void>,
  ends?: Deno.Signal,
): Promise<void> {
  const [{ code, signal }] = await Promise.all([child.status, use(child)]);
  if (ends ? signal === ends : code === 0) return;
  throw new Error(`it ended ${signal ? `by ${signal}` : `with exit code ${code}`}`);
}

/** The highest resident memory of a process until now, in MiB; 0 when it is gone. */
export function peakOf(pid: number): number {
  try {
    const text = Deno.readTextFileSync(`/proc/${pid}/status`);
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Processor time of a process that runs, in milliseconds; undefined when it is gone. */
export function cpuOf(pid: number): number | undefined {
  try {
    const [user, system] = statOf(`/proc/${pid}/stat`, 11);
    return (Number(user) + Number(system)) * TICK;
  } catch {
    return undefined;
  }
}

/** Processor time of all children of this process that have ended, in milliseconds. */
function childrenCpu(): number {
  const [user, system] = statOf("/proc/self/stat", 13);
  return (Number(user) + Number(system)) * TICK;
}

/** Two fields of a stat file, counted after the name, which may hold anything. */
function statOf(path: string, field: number): string[] {
  const text = Deno.readTextFileSync(path);
  return text.slice(text.lastIndexOf(")") + 2).split(" ").slice(field, field + 2);
}
