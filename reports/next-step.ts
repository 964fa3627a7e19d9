/** The one thing to do next. */
export interface NextStep {
  /** Its aim, as a verb phrase: `measure it again`. */
  readonly purpose: string;
  /** Can be pasted into a shell: a POSIX one, or bash where a word has control characters. */
  readonly command: string;
  /** The command makes the page, so a page leaves the step out. */
  readonly makesPage?: boolean;
}
