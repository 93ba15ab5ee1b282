/** A binary that is made of this source. */
export interface Binary {
  /** Where it begins, from the root of the project. */
  entry: string;
  /** The set of deno.json that has its permissions, which are baked in and cannot be widened. */
  permissions: "image" | "cli";
  /** What no path in it may hold: what this binary has no use for. */
  without: RegExp;
}

/**
 * The two binaries. The image's speaks the Flow capture protocol and reaches Aircall, and has no package in it; the one for people has the commands too, reads and
 * writes the files that it is given, and reaches this machine.
 */
export const binaries: Record<Binary["permissions"], Binary> = {
  image: {
    entry: "src/commands/image.ts",
    permissions: "image",
    without:
      /(^|\/)(tests|simulator|runtime|demo|build|local|airbyte|\.deno_compile_node_modules)\/|_test\.ts$|(^|\/)\.env|fixture/,
  },
  cli: {
    entry: "main.ts",
    permissions: "cli",
    without: /(^|\/)(tests|build)\/|_test\.ts$|(^|\/)\.env|fixture/,
  },
};

/**
 * What V8 is told. With a small young generation, and an old one that grows by a fifth and not to its threefold, and is looked over once it has
 * taken a fifth of that, what a capture throws away is thrown away sooner. Hot code is compiled in turn, since what compiles beside it holds
 * memory of its own, and for good only where it is very hot. The peak falls by two fifths, and it takes a twentieth more processor time.
 */
export const V8_FLAGS = [
  "--max-semi-space-size=1",
  "--heap-growing-percent=20",
  "--no-concurrent-recompilation",
  "--incremental-marking-soft-trigger=20",
  "--invocation-count-for-turbofan=200000",
];

/** Bytes that may be embedded, beside the runtime. */
export const MOST_EMBEDDED = 8_000_000;

/** The systems that a release is for: Deno's name, and what the file is called after. */
export const targets: Record<
  string,
  { os: typeof Deno.build.os; arch: typeof Deno.build.arch; suffix: string }
> = {
  "x86_64-unknown-linux-gnu": { os: "linux", arch: "x86_64", suffix: "linux-x64" },
  "aarch64-unknown-linux-gnu": { os: "linux", arch: "aarch64", suffix: "linux-arm64" },
  "x86_64-apple-darwin": { os: "darwin", arch: "x86_64", suffix: "macos-x64" },
  "aarch64-apple-darwin": { os: "darwin", arch: "aarch64", suffix: "macos-arm64" },
  "x86_64-pc-windows-msvc": { os: "windows", arch: "x86_64", suffix: "windows-x64.exe" },
};

/** What the linker makes of a program's path: for Windows it adds an ending where there is none. */
export function fileName(path: string, target: string): string {
  return targets[target]?.os === "windows" && !path.endsWith(".exe") ? `${path}.exe` : path;
}
