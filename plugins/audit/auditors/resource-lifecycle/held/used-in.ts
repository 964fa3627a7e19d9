import type { InjectedSession } from './injected-sessions.ts';
import type { LongLived } from './long-lived.ts';
import { sessionUses } from './session-uses.ts';

/** Whether what goes on uses the session that its handler was handed. */
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
