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
