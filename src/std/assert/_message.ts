/** `Values differ` and `in the second page` become `Values differ: in the second page`; alone, a full stop. */
export function sentence(claim: string, msg: string | undefined): string {
  return msg ? `${claim}: ${msg}` : `${claim}.`;
}
