/** Aircall takes neither of the two: the credentials are wrong or were withdrawn. */
export class CredentialsRefused extends Error {
  override name = "CredentialsRefused";
}

/** A configuration that cannot be used. Each problem names the field, what is wrong with it, and what to do. Exit code 2. */
export class ConfigError extends Error {
  override name = "ConfigError";

  constructor(readonly problems: readonly string[]) {
    super(
      problems.length === 1
        ? problems[0]
        : `${problems.length} problems:\n${problems.map((p) => ` - ${p}`).join("\n")}`,
    );
  }
}

/** A run left while a stream could not be read, or not completely. The message names each. Exit code 1. */
export class IncompleteError extends Error {
  override name = "IncompleteError";

  /** @param reasons each beginning with its stream's name */
  constructor(readonly reasons: readonly string[]) {
    super(
      `Not everything could be captured. ${
        reasons.join("; ")
      }. What was read is kept, and the next run goes on there.`,
    );
  }
}

/** A state that is ours and cannot be used; the message says why and what to do about it. Exit code 1. */
export class StateError extends Error {
  override name = "StateError";
}
