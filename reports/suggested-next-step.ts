export interface NextStep {
  /** Its aim, as a verb phrase: `measure it again`. */
  readonly purpose: string;
  /** Command to paste into a shell: any POSIX shell, or bash if a word has control characters. */
  readonly command: string;
  /** The command makes the page, so a page leaves the step out. */
  readonly makesPage?: boolean;
}
