import type { InjectedSession } from './injected-sessions.ts';
import type { LongLived } from './long-lived.ts';
import { sessionUses } from './session-uses.ts';

/** True if the long-lived work uses the session injected into its handler. */
export function isUsedIn({ node, name }: InjectedSession, { parts }: LongLived): boolean {
  const uses = sessionUses(node, name);
  return parts.some((part) => {
    const { start, end } = part.range();
    const isHere = node.range().start.index <= start.index && end.index <= node.range().end.index;
    return (
      isHere &&
      uses.some((use) => {
        const at = use.range().start.index;
        return start.index <= at && at < end.index;
      })
    );
  });
}
