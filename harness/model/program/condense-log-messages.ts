/** Kinds of trouble that messages tell of, by the first that fits (SH8-09). */
export const ERROR_GROUPS = [
  'Import/Module',
  'Assertion',
  'Timeout',
  'Type',
  'Connection',
  'Permission',
  'Runtime',
] as const;
type ErrorGroup = (typeof ERROR_GROUPS)[number];

const SIGNS: readonly (readonly [group: ErrorGroup, sign: RegExp])[] = [
  [
    'Import/Module',
    /ModuleNotFoundError|ImportError|cannot find (module|package)|ERR_MODULE_NOT_FOUND|ERR_PACKAGE_PATH|no module named|failed to resolve import|unresolved import/i,
  ],
  [
    'Assertion',
    /Assertion(Error)?\b|assertion failed|\bassert\b|\bexpected\b.*\b(received|got|to)\b/i,
  ],
  ['Timeout', /time[d]?[- ]?out|ETIMEDOUT|deadline exceeded/i],
  [
    'Type',
    /TypeError|type error|is not a function|is not assignable|\bTS\d{4}\b|cannot read propert/i,
  ],
  [
    'Connection',
    /ECONN\w*|EPIPE|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|connection|socket hang up|network error|fetch failed/i,
  ],
  [
    'Permission',
    /EACCES|EPERM|permission denied|forbidden|unauthori[sz]ed|access denied|\b40[13]\b/i,
  ],
];

/** Returns the group of an error message; Runtime where nothing says more. */
export function errorGroup(message: string): ErrorGroup {
  return SIGNS.find(([, sign]) => sign.test(message))?.[0] ?? 'Runtime';
}

export interface CountedMessage {
  /** Normalised. */
  readonly message: string;
  readonly count: number;
  readonly group: ErrorGroup;
  /** First message of its kind, unmodified. */
  readonly example: string;
}

/** Default number of lines kept (SH8-04). */
const MOST_LINES = 50;

/** Counts equal messages, the most frequent first; among equals, the first to occur (SH8-10). */
export function countLogMessages(messages: readonly string[]): readonly CountedMessage[] {
  const counted = new Map<string, CountedMessage>();
  for (const example of messages) {
    const message = normaliseLogMessage(example);
    if (message === '') continue;
    const known = counted.get(message);
    counted.set(message, {
      ...(known ?? { message, group: errorGroup(example), example }),
      count: (known?.count ?? 0) + 1,
    });
  }
  return [...counted.values()].sort((a, b) => b.count - a.count);
}

/** Messages of an output grouped by subject, with the number of omitted messages. */
export interface CondensedMessages {
  readonly groups: readonly {
    readonly group: ErrorGroup;
    readonly messages: readonly CountedMessage[];
  }[];
  /** Different messages that are not shown. */
  readonly leftOut: number;
}

/**
 * Normalizes, counts and groups messages first and truncates last (SH8-11), so that a rare message
 * is not lost to a frequent one.
 */
export function condenseLogMessages(
  messages: readonly string[],
  most: number = MOST_LINES,
): CondensedMessages {
  const counted = countLogMessages(messages);
  const kept = counted.slice(0, most);
  const groups = ERROR_GROUPS.map((group) => ({
    group,
    messages: kept.filter((message) => message.group === group),
  })).filter((errorGroup) => errorGroup.messages.length > 0);
  return { groups, leftOut: counted.length - kept.length };
}

/** A failed run's output, shortened: repeated messages once with their count, else its end. */
export function condenseOutput(output: string, most: number = MOST_LINES): string {
  const lines = output.trimEnd().split(/\r?\n/);
  if (lines.length <= most) return lines.join('\n');
  const { groups, leftOut } = condenseLogMessages(lines, most);
  if (leftOut > 0) return lines.slice(-most).join('\n');
  const messages = groups.flatMap((group) => group.messages);
  return messages
    .map(({ example, count }) => (count === 1 ? example : `${example} (${count} times)`))
    .join('\n');
}

/** Replacements, in this order: later patterns may match parts of earlier ones (SH8-08). */
const REPLACED: readonly (readonly [what: RegExp, by: string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<UUID>'],
  // ISO 8601, with a blank for the T as logs write it.
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?:Z|[+-]\d\d:?\d\d)?\b/g, '<TS>'],
  [/\b\d{1,2}\/\d{1,2}\/\d{2,4},? \d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M\b)?/gi, '<TS>'],
  [/\b\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?\b/g, '<IP>'],
  // A part of a path that is no word: eight hexadecimal digits or more.
  [/(?<=\/)[0-9a-f]{8,}(?![\w-])/gi, '<ID>'],
  // With its unit, which stays: 30000ms.
  [/(?<![\w.])\d{3,}(?:\.\d+)?(?=(?:[nuµm]?s|min|h|[kMG]i?B|B|%)?(?![\w]))/g, '<N>'],
  [/\b(trace[-_ ]?id["']?\s*[=:]\s*["']?)[\w<>-]+/gi, '$1<TRACE>'],
];

/** Returns a message without ids, times, addresses, long numbers, to count equal messages. */
export function normaliseLogMessage(message: string): string {
  return REPLACED.reduce((text, [what, by]) => text.replace(what, by), message.trim());
}
