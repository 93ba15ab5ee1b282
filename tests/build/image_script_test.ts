import { assertEquals, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import configuration from "../../deno.json" with { type: "json" };

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What an image is, as Docker tells it. */
interface Image {
  labels: Record<string, string>;
  user: string;
  entrypoint: string;
  size: number;
  /** What runs instead of the image, in a shell. */
  program: string;
}

const deno =
  `"${Deno.execPath()}" run -q --config "${ROOT}deno.json" -P=image "${ROOT}src/commands/image.ts"`;
const sound: Image = {
  labels: {
    FLOW_RUNTIME_PROTOCOL: "capture",
    FLOW_RUNTIME_CODEC: "json",
    "dev.estuary.usage-rate": "1.0",
    // the rest is what the build is told
  },
  user: "65532:65532",
  entrypoint: '["/source-aircall"]',
  size: 79_999_999,
  program: deno,
};

/** A Docker that has one image: what it was told to build, with these labels, of this size, running this. */
function docker({ labels, user, entrypoint, size, program }: Image): string {
  const told = Object.entries(labels).map(([name, value]) => `*'"${name}"'*) echo "${value}";;`);
  return `#!/bin/bash
case "$1 $2" in
  "build "*) while [ $# -gt 0 ]; do [ "$1" = --build-arg ] && echo "$2"; shift; done > "$0.args";;
  "image inspect") case "$4" in
    ${told.join("\n    ")}
    *image.*) name=\${4##*.}; name=\${name%%\\"*}; sed -n "s/^\${name^^}=//p" "$0.args";;
    *User*) echo "${user}";;
    *Entrypoint*) echo '${entrypoint}';;
    *Cmd*) echo null;;
    *Os*) echo linux;;
    *Architecture*) echo amd64;;
    esac;;
  "create "*) echo 0123;;
  "export "*) head -c ${size} /dev/zero;;
  "run "*) echo "$@" > "$0.run"; ${program};;
esac
`;
}

/** Runs .ci/image on such an image. */
async function checked(image: Image): Promise<{ code: number; out: string; started: string }> {
  const folder = await Deno.makeTempDir({ prefix: "docker_" });
  try {
    await Deno.writeTextFile(`${folder}/docker`, docker(image), { mode: 0o755 });
    const { code, stdout } = await new Deno.Command(`${ROOT}.ci/image`, {
      args: ["source-aircall:local"],
      env: { PATH: `${folder}:${Deno.env.get("PATH")}` },
      stderr: "null",
    }).output();
    const started = await Deno.readTextFile(`${folder}/docker.run`);
    return { code, out: new TextDecoder().decode(stdout), started };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("an image passes that is what it has to be, and answers spec with nothing allowed", async () => {
  const { code, out, started } = await checked(sound);
  assertEquals([code, out.includes("!!")], [0, false], out);
  assertStringIncludes(out, `\norg.opencontainers.image.version: ${configuration.version}\n`);
  assertStringIncludes(out, "\nsize: 79999999 bytes unpacked, of 80000000\nprotocol: 3032023\n");
  for (
    const limit of ["--read-only", "--network none", "--user 12345:12345", "--memory 1g", "--cap-drop ALL"]
  ) {
    assertStringIncludes(started, ` ${limit} `);
  }
});

Deno.test("an image that is anything else does not pass, and all that is wrong is said", async () => {
  const { code, out } = await checked({
    labels: { ...sound.labels, FLOW_RUNTIME_CODEC: "", "org.opencontainers.image.version": "0.0.0" },
    user: "root",
    entrypoint: '["/bin/sh"]',
    size: 80_000_001,
    program: "exit 3",
  });
  assertEquals(code, 1);
  assertEquals(out.split("\n").filter((line) => line.startsWith("!!")), [
    '!! FLOW_RUNTIME_CODEC is "", and has to be "json"',
    `!! org.opencontainers.image.version is "0.0.0", and has to be "${configuration.version}"`,
    '!! user is "root", and has to be "65532:65532"',
    '!! entrypoint is "["/bin/sh"]", and has to be "["/source-aircall"]"',
    "!! it is too large",
    "!! it ends with 3 where it is asked for its spec",
    '!! protocol is "not JSON: ", and has to be "3032023"',
  ]);
});
