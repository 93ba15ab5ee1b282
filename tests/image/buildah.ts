import { z } from "zod";
import { command } from "./command.ts";

/** Builds and looks into images without a daemon, and without mounts that a container may not make. */
export function buildah(...args: string[]): Promise<string> {
  return command("buildah", ["--storage-driver", "vfs", ...args]);
}

/** What an image says about itself. */
export interface ImageConfig {
  labels: Record<string, string>;
  user: string;
  entrypoint: string[];
  cmd: string[];
  env: string[];
  os: string;
  architecture: string;
}

const Inspected = z.looseObject({
  OCIv1: z.looseObject({
    architecture: z.string(),
    os: z.string(),
    config: z.looseObject({
      User: z.string().default(""),
      Entrypoint: z.array(z.string()).nullish(),
      Cmd: z.array(z.string()).nullish(),
      Env: z.array(z.string()).nullish(),
      Labels: z.record(z.string(), z.string()).nullish(),
    }),
  }),
});

/** Reads the configuration of an image. */
export async function configOf(image: string): Promise<ImageConfig> {
  const { OCIv1: { os, architecture, config } } = Inspected.parse(
    JSON.parse(await buildah("inspect", "--type", "image", image)),
  );
  return {
    os,
    architecture,
    labels: config.Labels ?? {},
    user: config.User,
    entrypoint: config.Entrypoint ?? [],
    cmd: config.Cmd ?? [],
    env: config.Env ?? [],
  };
}

/** An image's files, in a folder of this machine. */
export class Mounted implements AsyncDisposable {
  private constructor(readonly container: string, readonly folder: string) {}

  static async mount(image: string): Promise<Mounted> {
    const container = await buildah("from", "--pull-never", image);
    return new Mounted(container, await buildah("mount", container));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await buildah("rm", this.container);
  }
}
