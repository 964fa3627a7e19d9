import type { Measuring } from '../../api/project/measuring.ts';
import { openSession } from '../../api/project/open-session.ts';
import type { ToolContext } from './server-tool.ts';

/** Measures within a session, which ends on every way out. @param what - For others that wait for it. */
export async function measuring<T>(
  { host, signal, onProgress, caller }: ToolContext,
  what: string,
  action: (measuring: Measuring) => Promise<T>,
): Promise<T> {
  const label = `${caller} ${what}`;
  const session = openSession(host, { label, signal, onProgress });
  try {
    return await action({ session, signal, onProgress });
  } finally {
    session.close();
  }
}
