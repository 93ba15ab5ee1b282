// deno-lint-ignore-file no-console -- a task prints
// deno task image: builds the Dockerfile, looks into the image, and runs what is in it.
import { assert, assertEquals, assertLess, assertMatch, assertStringIncludes } from "@std/assert";
import { fileURLToPath } from "node:url";
import configuration from "../../deno.json" with { type: "json" };
import { guarded, logLines, World } from "../process/program.ts";
import { makeBase } from "./base.ts";
import { buildah, configOf, Mounted } from "./buildah.ts";
import { filesUnder } from "./files.ts";
import { copied, jailed, needed } from "./jail.ts";
import { standIn } from "./stand_in.ts";
import { certify, terminateTls } from "./tls.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));
const IMAGE = "localhost/source-aircall:test";
const HOST = "api.aircall.io";

const missing = needed();
if (missing.length > 0) {
  throw new Error(
    `not installed: ${
      missing.join(", ")
    }. On Debian: apt-get install buildah mmdebstrap gcc libc6-dev openssl`,
  );
}

Deno.test("the Dockerfile makes an image of the program and seven libraries, and it works there and nowhere else", async (t) => {
  const folder = await Deno.makeTempDir({ prefix: "image_" });
  await using cleanup = new AsyncDisposableStack();
  cleanup.defer(() => Deno.remove(folder, { recursive: true }));
  const base = await makeBase(folder);
  await t.step("it is built from nothing but the sources", async () => {
    const args = { VERSION: "1.2.3", REVISION: "abc", CREATED: "2026-01-01T00:00:00Z" };
    await buildah(
      ...["bud", "-q", "--isolation", "chroot", "--pull-never", "--format", "oci", "--tag", IMAGE],
      ...["--from", base.image],
      ...Object.entries(args).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]),
      root,
    );
  });
  const config = await configOf(IMAGE);
  await t.step("its labels are what Flow needs, and tell what it is", () => {
    assertEquals([config.os, config.architecture], [
      "linux",
      Deno.build.arch === "x86_64" ? "amd64" : "arm64",
    ]);
    const { labels } = config;
    for (const name of Object.keys(labels)) if (name.startsWith("io.buildah")) delete labels[name];
    assertEquals(labels, {
      FLOW_RUNTIME_PROTOCOL: "capture",
      FLOW_RUNTIME_CODEC: "json",
      CONNECTOR_PROTOCOL: "flow-capture",
      "dev.estuary.usage-rate": "1.0",
      "org.opencontainers.image.title": "source-aircall",
      "org.opencontainers.image.description": labels["org.opencontainers.image.description"] ?? "",
      "org.opencontainers.image.licenses": configuration.license,
      "org.opencontainers.image.version": "1.2.3",
      "org.opencontainers.image.revision": "abc",
      "org.opencontainers.image.created": "2026-01-01T00:00:00Z",
    });
    assertMatch(labels["org.opencontainers.image.description"] ?? "", /Aircall account into Estuary Flow/);
  });
  await t.step("it is run by a user that is none, by its entry point alone", () => {
    assertEquals([config.user, config.entrypoint, config.cmd], ["65532:65532", ["/source-aircall"], []]);
    assertEquals(config.env.filter((one) => !one.startsWith("PATH=")), [], "no variable is set");
  });
  await using mounted = await Mounted.mount(IMAGE);
  await t.step("nothing is in it but the program and the seven libraries, and it is small", async () => {
    const files = await filesUnder(mounted.folder);
    const names = [...files.keys()].map((path) =>
      path.slice(path.lastIndexOf("/") + 1).replace(/ld-linux.*/, "ld-linux")
    );
    assertEquals(names.toSorted(), [
      ...[
        "ld-linux",
        "libc.so.6",
        "libdl.so.2",
        "libgcc_s.so.1",
        "libm.so.6",
        "libpthread.so.0",
        "librt.so.1",
      ],
      "source-aircall",
    ]);
    for (const [path, size] of files) {
      assert(typeof size === "number", `${path} is a link`);
      const { mode, uid } = await Deno.stat(mounted.folder + path);
      assertEquals([(mode ?? 0) & 0o7777, uid], [0o555, 0], path);
    }
    const bytes = [...files.values()].reduce<number>((sum, size) => sum + Number(size), 0);
    // without a real runtime in it, what is left has to leave room for one
    assertLess(bytes, base.standIn === undefined ? 80_000_000 : 10_000_000);
    console.log(
      `${(bytes / 1e6).toFixed(1)} MB in ${files.size} files${
        base.standIn ? ", without Deno's runtime" : ""
      }`,
    );
  });
  const whole = await copied(mounted, `${folder}/root`);
  if (base.standIn !== undefined) await standIn(whole, base.standIn);
  const certificate = await certify(HOST, folder);
  // what a container gets from whoever runs it
  await Deno.mkdir(`${whole}/etc`);
  await Deno.writeTextFile(`${whole}/etc/hosts`, `127.0.0.1 localhost ${HOST}\n`);
  await Deno.copyFile(certificate.authority, `${whole}/authority.pem`);
  const jail = {
    root: whole,
    entrypoint: config.entrypoint,
    env: { DENO_CERT: "/authority.pem", LOG_LEVEL: "info" },
  };

  await t.step("it answers spec and ends, as any user, read-only, without /tmp, /proc and /dev", async () => {
    for (const user of [config.user, "1:1", "4294967000:7"]) {
      const { code, out, err } = await run(jailed({ ...jail, user }), '{"spec":{}}\n{"spec":{}}\n');
      assertEquals([code, err], [0, ""]);
      const [first = "", second, rest] = out.split("\n");
      assertEquals([second, rest], [first, ""]);
      assertEquals(JSON.parse(first).spec.protocol, 3_032_023);
    }
  });
  await t.step("it refuses to reach any other host, whatever the configuration says", async () => {
    const config = {
      api_id: "x",
      api_token: "y",
      start_date: "2026-01-01T00:00:00Z",
      advanced: { base_url: "http://127.0.0.1:8484" },
    };
    const { code, out, err } = await run(
      jailed({ ...jail, user: "1:1" }),
      `${JSON.stringify({ discover: { config } })}\n`,
    );
    assertEquals([code, out], [2, ""]);
    assertStringIncludes(logLines(err).at(-1)?.message ?? "", "which this build has no permission to reach");
  });
  await t.step(
    "it captures all nine streams from api.aircall.io itself, and they are equal to the account",
    async () => {
      const size = {
        calls: 3000,
        days: 60,
        contacts: 600,
        users: 60,
        teams: 5,
        numbers: 8,
        tags: 12,
        webhooks: 3,
      };
      const program = jailed({ ...jail, user: config.user });
      await using world = await World.start({ size, once: true, ownAddress: true, program });
      const close = await terminateTls(443, world.port, certificate);
      try {
        await world.publish();
        await using session = await world.runtime.open();
        assertEquals((await session.ended).code, 0);
        assertEquals(world.differences(), []);
        assertEquals(world.runtime.collection("calls").counts.documents, 3000);
      } finally {
        await close();
      }
    },
  );
});

/** Runs a program over an input. */
async function run([command, args]: [string, string[]], input: string) {
  const child = guarded(
    new Deno.Command(command, { args, clearEnv: true, stdin: "piped", stdout: "piped", stderr: "piped" })
      .spawn(),
  );
  await new Blob([input]).stream().pipeTo(child.stdin).catch(() => {});
  const { code, stdout, stderr } = await child.output();
  const [out = "", err = ""] = [stdout, stderr].map((bytes) => new TextDecoder().decode(bytes));
  return { code, out, err };
}
