import { fileURLToPath } from "node:url";
import configuration from "../../deno.json" with { type: "json" };
import { binaries, V8_FLAGS } from "../../src/build/binaries.ts";
import { permissionFlags, permissionSet } from "../../src/build/permissions.ts";
import { command } from "./command.ts";

/** Where the stand-in looks for Deno and the bundle. */
const HOME = "/usr/lib/stand-in";
const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * Makes a folder with what stands in for a denort where there is none: a program that runs the image's entry point, bundled, in Deno with
 * the permissions that are compiled in. It is linked against the same libraries as Deno, and `deno compile` links with it.
 */
export async function makeStandIn(folder: string): Promise<void> {
  const flags = permissionFlags(permissionSet(configuration, "image"));
  const words = [
    "source-aircall",
    "run",
    "-q",
    "--no-config",
    "--no-lock",
    `--v8-flags=${V8_FLAGS.join(",")}`,
    ...flags,
  ];
  await Deno.mkdir(folder, { recursive: true });
  await Deno.writeTextFile(
    `${folder}/denort.c`,
    `#include <stdlib.h>
#include <unistd.h>
int main(int argc, char **argv) {
  const char *words[] = {${[...words, `${HOME}/image.js`].map((word) => JSON.stringify(word)).join(", ")}};
  int n = sizeof words / sizeof *words;
  char **all = calloc(n + argc, sizeof *all);
  for (int i = 0; i < n; i++) all[i] = (char *) words[i];
  for (int i = 1; i < argc; i++) all[n + i - 1] = argv[i];
  setenv("DENO_DIR", "${HOME}/none", 1);
  execv("${HOME}/deno", all);
  return 127;
}
`,
  );
  // a C library of today has the last three in itself, and only the files of old
  const libraries = ["-lm", "-lgcc_s", "-l:libdl.so.2", "-l:librt.so.1", "-l:libpthread.so.0"];
  await command("gcc", ["-Wl,--no-as-needed", "-o", `${folder}/denort`, `${folder}/denort.c`, ...libraries]);
  await Deno.remove(`${folder}/denort.c`);
  await command(Deno.execPath(), [
    "bundle",
    "-q",
    "--config",
    `${root}deno.json`,
    "--output",
    `${folder}/image.js`,
    root + binaries.image.entry,
  ]);
  await Deno.copyFile(Deno.execPath(), `${folder}/deno`);
  await Deno.chmod(`${folder}/deno`, 0o755);
}

/** Puts what stands in for the runtime into an image's files, where the program in it looks for it. */
export async function standIn(rootFolder: string, folder: string): Promise<void> {
  await Deno.mkdir(rootFolder + HOME, { recursive: true });
  for (const name of ["deno", "image.js"]) {
    await Deno.copyFile(`${folder}/${name}`, `${rootFolder}${HOME}/${name}`);
  }
}
