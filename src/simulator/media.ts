import { Random } from "./random.ts";

/** What a sound file's address is made of. */
export interface SoundFile {
  company: number;
  call: number;
  kind: "recording" | "voicemail";
  hash: string;
}

/**
 * A signed address of a sound file. Its text differs at every reading, as in life, where it is signed anew each time.
 *
 * @param at Unix seconds of the signature, valid for an hour
 * @param reading counts readings
 */
export function signedUrl({ company, call, kind, hash }: SoundFile, at: number, reading: number): string {
  const random = new Random(call, reading, 8);
  const date = new Date(at * 1000).toISOString().replace(/[-:]|\.\d+/g, "");
  const name = `call-${call}-${hash}${kind === "voicemail" ? "-voicemail" : ""}.mp3`;
  const query = [
    "X-Amz-Algorithm=AWS4-HMAC-SHA256",
    `X-Amz-Credential=ASIA${random.hex(16).toUpperCase()}%2F${
      date.slice(0, 8)
    }%2Fus-west-2%2Fs3%2Faws4_request`,
    `X-Amz-Date=${date}`,
    "X-Amz-Expires=3600",
    "X-Amz-SignedHeaders=host",
    `X-Amz-Security-Token=${random.hex(32)}`,
    `X-Amz-Signature=${random.hex(64)}`,
  ].join("&");
  return `https://production-us-1-aircall-web.s3.us-west-2.amazonaws.com/companies/${company}/recordings/${name}?${query}`;
}

/** A short address of a sound file, another one at every reading. Valid for three hours. */
export function shortUrl(call: number, kind: SoundFile["kind"], reading: number): string {
  return `https://short-urls.aircall.io/v1/${
    new Random(call, reading, kind === "voicemail" ? 9 : 10).uuid()
  }`;
}
