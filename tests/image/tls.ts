import { command } from "./command.ts";

/** A host's certificate and key, and the authority that signed it: paths of files in PEM. */
export interface Certificate {
  authority: string;
  cert: string;
  key: string;
}

/** Makes an authority, and has it certify a host for a day. */
export async function certify(host: string, folder: string): Promise<Certificate> {
  const path = (name: string) => `${folder}/${name}.pem`;
  const make = (name: string, subject: string, ...more: string[]) =>
    command("openssl", [
      ...[
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "1",
      ],
      ...["-subj", `/CN=${subject}`, "-keyout", path(`${name}-key`), "-out", path(name), ...more],
    ]);
  await make("authority", "an authority of this test");
  await make(
    ...["host", host, "-CA", path("authority"), "-CAkey", path("authority-key")] as const,
    ...["-addext", `subjectAltName=DNS:${host}`, "-addext", "basicConstraints=critical,CA:FALSE"],
  );
  return { authority: path("authority"), cert: path("host"), key: path("host-key") };
}

/**
 * Takes connections with TLS on a port of this machine and hands on what they say, in plain, to another.
 *
 * @returns ends it
 */
export async function terminateTls(
  port: number,
  to: number,
  { cert, key }: Certificate,
): Promise<() => Promise<void>> {
  const listener = Deno.listenTls({
    hostname: "127.0.0.1",
    port,
    cert: await Deno.readTextFile(cert),
    key: await Deno.readTextFile(key),
    alpnProtocols: ["http/1.1"],
  });
  const open = new Set<Promise<void>>();
  const accepting = (async () => {
    for await (const connection of listener) {
      const one = pass(connection, to).finally(() => open.delete(one));
      open.add(one);
    }
  })();
  return async () => {
    listener.close();
    await accepting;
    await Promise.all(open);
  };
}

async function pass(from: Deno.TlsConn, port: number): Promise<void> {
  const to = await Deno.connect({ hostname: "127.0.0.1", port });
  // either side may end at any time; then so does the other
  await Promise.allSettled([from.readable.pipeTo(to.writable), to.readable.pipeTo(from.writable)]);
}
