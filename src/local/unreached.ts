/** Why nothing was answered, and what to do about it. */
export interface Unreached {
  found: string;
  advice: string;
}

/** What a network's own words mean; the first that fits counts. */
const MEANINGS: readonly { words: RegExp; found: string; advice: string }[] = [
  {
    words: /dns error|failed to lookup|name or service not known|ENOTFOUND/i,
    found: "its name is not found (name resolution)",
    advice: "Check that this machine is connected, its DNS, and the host's name",
  },
  {
    words: /certificate|UnknownIssuer/i,
    found: "the connection is made, but its certificate is not trusted (TLS)",
    advice: "Check this machine's date. Where a proxy opens connections, let its authority be trusted: " +
      "DENO_TLS_CA_STORE=system takes this machine's, DENO_CERT a file",
  },
  {
    words: /corrupt message|InvalidContentType|handshake|\bTLS\b|\bSSL\b/i,
    found: "the connection is made, but no TLS is spoken there",
    advice: "Check base_url: perhaps it has to begin with http://, or its port is another one's",
  },
  {
    words: /connection refused/i,
    found: "the connection is refused: nothing listens there",
    advice: "Check base_url and its port, and that what it names is running",
  },
  {
    words: /unreachable|no route/i,
    found: "there is no way to its network",
    advice: "Check that this machine is connected, a VPN, and the firewall",
  },
  {
    words: /no answer for|timed? ?out|not complete after|stalled/i,
    found: "no answer comes within 30 s",
    advice: "Check the firewall and a proxy on the way, and Aircall's status page",
  },
  {
    words: /reset|broke|closed|unexpected eof|incomplete/i,
    found: "the connection breaks off before anything is answered",
    advice: "Check a proxy or firewall on the way, and Aircall's status page; then try again",
  },
];

/** What it means that a request got no answer: at which step it ended, in plain words. */
export function unreached(error: unknown): Unreached {
  const words = chain(error);
  const meaning = MEANINGS.find((one) => one.words.test(words));
  if (meaning) return { found: meaning.found, advice: meaning.advice };
  return {
    found: "it does not answer",
    advice: "Check the network, base_url and Aircall's status page, then try again",
  };
}

/** The messages of an error and of what caused it. */
function chain(error: unknown): string {
  const words: string[] = [];
  for (let one = error; one instanceof Error && words.length < 5; one = one.cause) words.push(one.message);
  return words.join(": ");
}
