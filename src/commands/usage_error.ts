/** The command line cannot be understood; the message says what was given and what is wanted. Exit code 2. */
export class UsageError extends Error {
  override name = "UsageError";
  /** The name of an option that the command does not have; another one may. */
  readonly option?: string;

  constructor(message: string, { option }: { option?: string } = {}) {
    super(message);
    if (option !== undefined) this.option = option;
  }
}
