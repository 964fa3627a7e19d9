import { ERROR_GROUPS, type ErrorGroup, errorGroup } from './error-group.ts';
import { normaliseMessage } from './normalise-message.ts';

/** A message and how often it was there. */
export interface CountedMessage {
  /** Normalised. */
  readonly message: string;
  readonly count: number;
  readonly group: ErrorGroup;
  /** The first one, as it stood. */
  readonly example: string;
}

/** Lines that are kept where nobody says how many (SH8-04). */
const MOST_LINES = 50;

/** Equal ones as one, the most frequent first; of equals, the one that came first (SH8-10). */
export function countMessages(messages: readonly string[]): readonly CountedMessage[] {
  const counted = new Map<string, CountedMessage>();
  for (const example of messages) {
    const message = normaliseMessage(example);
    if (message === '') continue;
    const known = counted.get(message);
    counted.set(message, {
      ...(known ?? { message, group: errorGroup(example), example }),
      count: (known?.count ?? 0) + 1,
    });
  }
  return [...counted.values()].sort((a, b) => b.count - a.count);
}

/** Messages of an output by what they are about, and what was left out. */
export interface CondensedMessages {
  readonly groups: readonly {
    readonly group: ErrorGroup;
    readonly messages: readonly CountedMessage[];
  }[];
  /** Different messages that are not shown. */
  readonly leftOut: number;
}

/**
 * A long output in few lines: normalised, counted and grouped first, cut last (SH8-11), so that a
 * message that was there once is not lost to one that was there a thousand times.
 */
export function condenseMessages(
  messages: readonly string[],
  most: number = MOST_LINES,
): CondensedMessages {
  const counted = countMessages(messages);
  const kept = counted.slice(0, most);
  const groups = ERROR_GROUPS.map((group) => ({
    group,
    messages: kept.filter((one) => one.group === group),
  })).filter((one) => one.messages.length > 0);
  return { groups, leftOut: counted.length - kept.length };
}

/**
 * What a run that failed printed, in so many lines at the most. Where it is longer than that and says
 * the same again and again, each message once with its count; where it says too many different things,
 * its end.
 */
export function condenseOutput(output: string, most: number = MOST_LINES): string {
  const lines = output.trimEnd().split(/\r?\n/);
  if (lines.length <= most) return lines.join('\n');
  const { groups, leftOut } = condenseMessages(lines, most);
  if (leftOut > 0) return lines.slice(-most).join('\n');
  const messages = groups.flatMap((group) => group.messages);
  return messages
    .map(({ example, count }) => (count === 1 ? example : `${example} (${count} times)`))
    .join('\n');
}
