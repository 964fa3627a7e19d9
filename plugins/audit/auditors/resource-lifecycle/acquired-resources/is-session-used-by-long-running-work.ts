import type { InjectedSession } from './fastapi-injected-sessions.ts';
import type { LongLivedWork } from './find-long-lived-work-in-handler.ts';
import { findSessionUses } from './session-uses.ts';

/** True if the long-lived work uses the session injected into its handler. */
export function isSessionUsedIn(
  { node, name }: InjectedSession,
  { parts }: LongLivedWork,
): boolean {
  const uses = findSessionUses(node, name);
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
