/** Standard output and error of the command. */
export interface Terminal {
  /** Results. */
  readonly out: (text: string) => void;
  /** Progress and findings. */
  readonly err: (text: string) => void;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** Columns of standard output; 80 where it is not a terminal. */
  readonly width: number;
  /** Whether standard output takes colours. */
  readonly color: boolean;
}

const DEFAULT_WIDTH = 80;

export function createTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  // A reader that has gone away (`| head -1`) ends the output, not the measuring.
  stdout.on('error', () => undefined);
  stderr.on('error', () => undefined);
  return {
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    outIsTerminal: stdout.isTTY ?? false,
    errIsTerminal: stderr.isTTY ?? false,
    width: stdout.isTTY ? (stdout.columns ?? DEFAULT_WIDTH) : DEFAULT_WIDTH,
    color: env.NO_COLOR === undefined && (stdout.isTTY ?? false),
  };
}
