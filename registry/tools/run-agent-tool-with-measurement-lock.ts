import type { SessionContext } from '../../api/project/lock-and-inspect-machine-for-measurement.ts';
import { withMeasurementSession } from '../../api/project/lock-and-inspect-machine-for-measurement.ts';
import type { ToolContext } from './agent-tool-definition.ts';

/** Measures within a session, which always ends then. @param what - Shown to waiting processes. */
export function runInMeasurementSession<T>(
  { host, signal, onProgress, caller }: ToolContext,
  what: string,
  action: (measuring: SessionContext) => Promise<T>,
): Promise<T> {
  const label = `${caller} ${what}`;
  return withMeasurementSession(host, { label, signal, onProgress }, (session) =>
    action({ session, signal, onProgress }),
  );
}
