import { createInterface } from 'node:readline/promises';
import { EXIT } from '../model/exit-code.ts';
import { UserError } from '../model/user-error.ts';

/** Standard output and error of the command. */
export interface Terminal {
  /** Results. */
  readonly out: (text: string) => void;
  /** Progress and findings. */
  readonly err: (text: string) => void;
  /** Settles when all that was written is out, or cannot be. */
  readonly flushed: () => Promise<void>;
  /** Why part of the results could not be written, as on a full disk; null: all could. */
  readonly lost: () => string | null;
  /** True if somebody is there to answer. */
  readonly canAsk: boolean;
  /** Prompts on stderr; empty answer: yes, end of input: no. @throws UserError on an interrupt. */
  readonly confirm: (question: string) => Promise<boolean>;
  readonly outIsTerminal: boolean;
  readonly errIsTerminal: boolean;
  /** Columns of standard output; 80 if it is not a terminal. */
  readonly width: number;
  /** Columns of standard error; 80 if it is not a terminal. */
  readonly errWidth: number;
  /** True if standard output takes colours. */
  readonly color: boolean;
}

const DEFAULT_WIDTH = 80;
/** Minimum width, since no table fits into less. */
const FEWEST_COLUMNS = 40;

/** Creates a terminal that opens each stream on first use: opening adds 2 ms to every start. */
export function createTerminal(): Terminal {
  return {
    out: (text) => written('stdout').write(text),
    err: (text) => written('stderr').write(text),
    flushed: async () => {
      await Promise.all([...streams].map(drained));
      // Errors of the last write are reported in the next event-loop iteration.
      await new Promise((resolve) => setImmediate(resolve));
    },
    get canAsk() {
      return (process.stdin.isTTY ?? false) && this.errIsTerminal;
    },
    lost: () => lost,
    confirm,
    get outIsTerminal() {
      return process.stdout.isTTY ?? false;
    },
    get errIsTerminal() {
      return process.stderr.isTTY ?? false;
    },
    get width() {
      return columnsOf(process.stdout);
    },
    get errWidth() {
      return columnsOf(process.stderr);
    },
    get color() {
      return process.env.NO_COLOR === undefined && this.outIsTerminal;
    },
  };
}

/** Streams that have been written to. */
const streams = new Set<NodeJS.WriteStream>();

function written(name: 'stdout' | 'stderr'): NodeJS.WriteStream {
  const stream = process[name];
  if (streams.has(stream)) return stream;
  streams.add(stream);
  return stream.on('error', goOn);
}

/** Errors of a gone reader (`| head -1`), ending output, not measurement; no results are lost. */
const GONE: ReadonlySet<string | undefined> = new Set(['EPIPE', 'EIO', 'ERR_STREAM_DESTROYED']);
let lost: string | null = null;

function goOn({ code, message }: NodeJS.ErrnoException): void {
  if (!GONE.has(code)) lost ??= message;
}

/** Returns the columns; some terminals do not report their width, or report 0. */
function columnsOf(stream: NodeJS.WriteStream): number {
  const columns = stream.isTTY ? stream.columns : DEFAULT_WIDTH;
  return columns >= FEWEST_COLUMNS ? columns : DEFAULT_WIDTH;
}

/** Resolves when output is drained; a closed pipe counts as drained. */
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
  } catch (error) {
    // A terminal sends no signals while a question is open; its keys are reported here.
    const { name, message } = error as Error;
    if (name !== 'AbortError') throw error;
    if (!message.includes('Ctrl+C')) return false;
    const exitCode = EXIT.interrupted;
    throw new UserError({
      code: 'interrupted',
      message: 'Interrupted; nothing was done.',
      exitCode,
    });
  } finally {
    reader.close();
  }
}
