import { assertEquals } from "@std/assert";
import configuration from "../../deno.json" with { type: "json" };
import { permissionFlags, permissionSet } from "../../src/build/permissions.ts";

/** Tries everything that a program could want; prints what became of each, as JSON. */
const PROBE = `
const listener = Deno.args[0];
const tries = {
  "read a file": () => Deno.readTextFile("/etc/hostname"),
  "list a folder": () => Array.fromAsync(Deno.readDir("/")),
  "write a file": () => Deno.writeTextFile(Deno.args[1], "x"),
  "make a temporary file": () => Deno.makeTempFile(),
  "start a process": () => new Deno.Command("true").output(),
  "read LOG_LEVEL": () => Deno.env.get("LOG_LEVEL"),
  "read another variable": () => Deno.env.get("HOME"),
  "read all variables": () => Deno.env.toObject(),
  "read the host's name": () => Deno.hostname(),
  "read its own path": () => Deno.readFile(new URL(import.meta.url)),
  "load a library": () => Deno.dlopen("libc.so.6", {}),
  "listen": () => Deno.listen({ port: 0, hostname: "127.0.0.1" }).close(),
  "reach this machine": async () => (await fetch(listener)).body?.cancel(),
  "connect to this machine": async () => (await Deno.connect({ hostname: "127.0.0.1", port: Number(new URL(listener).port) })).close(),
  "reach another host": () => fetch("https://example.com"),
  "reach Aircall without encryption": () => fetch("http://api.aircall.io"),
  "look a name up": () => Deno.resolveDns("example.com", "A"),
  "import from another host": () => import("https://esm.sh/" + "nothing"),
  "import from a registry": () => import("jsr:@std/" + "assert"),
  "import a file": () => import("file:///etc/" + "hostname"),
};
const became = {};
for (const [name, attempt] of Object.entries(tries)) {
  try {
    await attempt();
    became[name] = "done";
  } catch (error) {
    became[name] = error instanceof Deno.errors.NotCapable || /Requires \\w+ access/.test(error.message) ? "refused" : String(error);
  }
}
console.log(JSON.stringify(became));
`;

/** Runs the probe with the permissions of a build. */
async function attempts(name: "image" | "cli"): Promise<Record<string, string>> {
  await using server = Deno.serve(
    { port: 0, hostname: "127.0.0.1", onListen() {} },
    () => new Response("here"),
  );
  const folder = await Deno.makeTempDir({ prefix: "probe_" });
  try {
    await Deno.writeTextFile(`${folder}/probe.js`, PROBE);
    const { stdout, stderr } = await new Deno.Command(Deno.execPath(), {
      args: [
        "run",
        "-q",
        "--no-config",
        "--no-lock",
        ...permissionFlags(permissionSet(configuration, name)),
        `${folder}/probe.js`,
        `http://127.0.0.1:${server.addr.port}`,
        `${folder}/written`,
      ],
    }).output();
    const text = new TextDecoder().decode(stdout);
    if (text === "") throw new Error(new TextDecoder().decode(stderr));
    return JSON.parse(text);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

Deno.test("with the image's permissions everything is refused but to read LOG_LEVEL", async () => {
  const became = await attempts("image");
  const allowed = Object.entries(became).filter(([, what]) => what !== "refused");
  assertEquals(allowed, [["read LOG_LEVEL", "done"]]);
});

Deno.test("with those of the program for people files and this machine are open, but no process, no other host, no other variable", async () => {
  const became = await attempts("cli");
  const done = Object.entries(became).filter(([, what]) => what === "done").map(([name]) => name);
  assertEquals(done, [
    "read a file",
    "list a folder",
    "write a file",
    "make a temporary file",
    "read LOG_LEVEL",
    "read its own path",
    "listen",
    "reach this machine",
    "connect to this machine",
  ]);
  const refused = Object.entries(became).filter(([, what]) => what === "refused").map(([name]) => name);
  assertEquals(refused, [
    "start a process",
    "read another variable",
    "read all variables",
    "read the host's name",
    "load a library",
    "reach another host",
    "reach Aircall without encryption",
    "look a name up",
    "import from another host",
    "import from a registry",
  ]);
});
