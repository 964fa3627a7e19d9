import type { Finding } from '../../../harness/model/finding.ts';

/** From here on a line of pino tells of an error. */
const ERROR = 50;
const LABELS: ReadonlySet<string> = new Set(['error', 'fatal']);
/** Messages that are told apart, and those that are told. */
const [MOST_KNOWN, SHOWN, LONGEST] = [1_000, 3, 60];

/** Counts lines that tell of errors, by their messages. */
export interface LoggedErrors {
  readonly add: (entry: Readonly<Record<string, unknown>>) => void;
  readonly findings: () => readonly Finding[];
}

export function createErrors(): LoggedErrors {
  const messages = new Map<string, number>();
  let count = 0;
  return {
    add: ({ level, msg, err }) => {
      const isError = typeof level === 'number' ? level >= ERROR : LABELS.has(String(level));
      if (!isError) return;
      count += 1;
      const told = (err as { readonly message?: unknown } | null | undefined)?.message ?? msg;
      const message = String(told ?? '(no message)').slice(0, LONGEST);
      if (messages.has(message) || messages.size < MOST_KNOWN) {
        messages.set(message, (messages.get(message) ?? 0) + 1);
      }
    },
    findings: () => {
      if (count === 0) return [];
      const top = [...messages].toSorted(([, a], [, b]) => b - a).slice(0, SHOWN);
      const parts = top.map(([message, times]) => `${times} × "${message}"`);
      return [
        {
          id: 'import-logged-errors',
          level: 'warning',
          message: `${count === 1 ? 'One line of the log tells' : `${count} lines of the log tell`} of an error: ${parts.join(', ')}.`,
        },
      ];
    },
  };
}
