/** Transport of an event. Only channels with the same transport are compared. */
export type ChannelTechnology = 'postgres' | 'redis' | 'socket' | 'emitter';

/** A place that sends to a channel or hears it (T652-27, T652-28). */
export interface ChannelUse {
  /** Literal, with `{}` for inserted values and `env:NAME` for an environment variable. */
  readonly channel_name: string;
  readonly source_file: string;
  readonly source_line: number;
  readonly technology: ChannelTechnology;
}

/** Verdict on a channel (T652-29). `at` is the reported place. */
export interface ChannelVerdict<Use extends ChannelUse = ChannelUse> {
  readonly verdict: 'OK' | 'MISMATCH' | 'ORPHAN';
  readonly severity: 'CRITICAL' | 'HIGH' | 'MEDIUM' | null;
  readonly at: Use;
  /** Use on the other side, or null. */
  readonly other: Use | null;
}

/** Maximum edit distance between names that are probably meant to be the same (T652-29). */
const MAX_EDIT_DISTANCE = 2;

/** Returns verdicts on every publisher, and on subscribers without a publisher. */
export function compareChannels<Use extends ChannelUse>(
  publishers: readonly Use[],
  subscribers: readonly Use[],
): readonly ChannelVerdict<Use>[] {
  const isSameChannel = (use: Use, other: Use): boolean =>
    use.technology === other.technology && use.channel_name === other.channel_name;
  const withoutSubscriber = publishers.filter(
    (publisher) => !subscribers.some((other) => isSameChannel(publisher, other)),
  );
  const withoutPublisher = subscribers.filter(
    (subscriber) => !publishers.some((other) => isSameChannel(other, subscriber)),
  );
  const matched = new Set<Use>();
  const verdicts = publishers.map((at): ChannelVerdict<Use> => {
    const equal = subscribers.find((other) => isSameChannel(at, other));
    if (equal !== undefined) return { verdict: 'OK', severity: null, at, other: equal };
    const similar = withoutPublisher.find((other) => areSimilar(at, other));
    if (similar === undefined) return { verdict: 'ORPHAN', severity: 'HIGH', at, other: null };
    matched.add(similar);
    return { verdict: 'MISMATCH', severity: 'CRITICAL', at, other: similar };
  });
  const orphans = withoutPublisher
    .filter(
      (use) => !matched.has(use) && !withoutSubscriber.some((other) => areSimilar(other, use)),
    )
    .map((at): ChannelVerdict<Use> => ({ verdict: 'ORPHAN', severity: 'MEDIUM', at, other: null }));
  return [...verdicts, ...orphans];
}

function areSimilar(use: ChannelUse, other: ChannelUse): boolean {
  if (use.technology !== other.technology) return false;
  const [a, b] = [use.channel_name, other.channel_name];
  return a.includes(b) || b.includes(a) || levenshtein(a, b) <= MAX_EDIT_DISTANCE;
}

/** Returns how many characters to insert, delete or replace to turn one name into the other. */
function levenshtein(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
