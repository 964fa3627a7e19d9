import { createInterface } from 'node:readline/promises';

/** Standard output and error of the command. */
export interface Terminal {
  /** Results. */
  readonly out: (text: string) => void;
  /** Progress and findings. */
  readonly err: (text: string) => void;
  /** Settles when all that was written is out, or cannot be. */
  readonly flushed: () => Promise<void>;
  /** Whether somebody is there to answer. */
  readonly canAsk: boolean;
  /** Asks for a yes on stderr; an empty answer is one. */
  readonly confirm: (question: string) => Promise<boolean>;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** Columns of standard output; 80 where it is not a terminal. */
  readonly width: number;
  /** Columns of standard error; 80 where it is not a terminal. */
  readonly errWidth: number;
  /** Whether standard output takes colours. */
  readonly color: boolean;
}

const DEFAULT_WIDTH = 80;
/** Narrower ones could hold no table. */
const FEWEST_COLUMNS = 40;

export function createTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  for (const stream of [stdout, stderr]) {
    if (!stream.listeners('error').includes(goOn)) stream.on('error', goOn);
  }
  return {
    out: (text) => stdout.write(text),
    err: (text) => stderr.write(text),
    flushed: async () => {
      await Promise.all([drained(stdout), drained(stderr)]);
    },
    canAsk: (process.stdin.isTTY ?? false) && (stderr.isTTY ?? false),
    confirm,
    outIsTerminal: stdout.isTTY ?? false,
    errIsTerminal: stderr.isTTY ?? false,
    width: columnsOf(stdout),
    errWidth: columnsOf(stderr),
    color: env.NO_COLOR === undefined && (stdout.isTTY ?? false),
  };
}

/** A reader that has gone away (`| head -1`) ends the output, not the measuring. */
function goOn(): void {}

/** Some terminals do not say how wide they are, or say 0. */
function columnsOf(stream: NodeJS.WriteStream): number {
  const columns = stream.isTTY ? stream.columns : DEFAULT_WIDTH;
  return columns >= FEWEST_COLUMNS ? columns : DEFAULT_WIDTH;
}

/** A closed pipe counts as drained: nobody reads on. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.writableLength === 0) resolve();
    else stream.write('', () => resolve());
  });
}

async function confirm(question: string): Promise<boolean> {
  const reader = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = (await reader.question(`${question} [Y/n] `)).trim();
    return answer === '' || /^y(es)?$/i.test(answer);
  } finally {
    reader.close();
  }
}
