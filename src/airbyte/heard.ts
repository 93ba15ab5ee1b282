import type { Progress } from "../capture/progress.ts";
import { StreamFault } from "../capture/source.ts";
import type { Batch, Run, Stream, Task } from "../capture/stream.ts";

/** What is to be heard of a stream while it is read. */
export interface Hearing {
  /** A batch was kept. */
  kept(progress: Progress): void;
  /** Everything was read and kept. */
  complete(progress: Progress): Promise<void>;
  /** It cannot be read. */
  failed(error: StreamFault): Promise<void>;
}

/** The same stream, telling when it has come to its end or cannot be read. In a run that ends by itself it has one task. */
export function heard(stream: Stream, hearing: Hearing): Stream {
  return {
    ...stream,
    tasks: (run) =>
      stream.tasks(run).map((task) => ({ name: task.name, batches: () => batches(task, run, hearing) })),
  };
}

async function* batches(task: Task, run: Run, hearing: Hearing): AsyncGenerator<Batch, void, void> {
  try {
    for await (const batch of task.batches()) {
      yield batch;
      hearing.kept(run.progress);
    }
  } catch (error) {
    if (error instanceof StreamFault && !run.signal.aborted) await hearing.failed(error);
    throw error;
  }
  // whoever asks for the next batch has kept the last one
  if (!run.signal.aborted) await hearing.complete(run.progress);
}
