import type { SessionContext } from '../../api/project/open-session.ts';
import { withSession } from '../../api/project/open-session.ts';
import type { ToolContext } from './server-tool.ts';

/**
 * Measures within a session, which always ends afterwards. @param what - Description for other
 * processes that wait for it.
 */
export function measureInSession<T>(
  { host, signal, onProgress, caller }: ToolContext,
  what: string,
  action: (measuring: SessionContext) => Promise<T>,
): Promise<T> {
  const label = `${caller} ${what}`;
  return withSession(host, { label, signal, onProgress }, (session) =>
    action({ session, signal, onProgress }),
  );
}
