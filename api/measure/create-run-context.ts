import type { RecordStore } from '../../harness/history/run-record-store.ts';
import type { Host } from '../../harness/host.ts';
import type { RunContext } from '../../harness/measurement-run-context.ts';
import type { SessionContext } from '../project/lock-and-inspect-machine-for-measurement.ts';
import { POST_RUN_CHECKS, PRE_RUN_CHECKS } from './checks-before-and-after-measurement.ts';
import type { OpenExecutors } from './open-scenario-executors.ts';

/** The parts of a run. */
export function createRunContext(
  host: Host,
  { executors, instructions, environment }: OpenExecutors,
  store: RecordStore,
  { session, onProgress }: Pick<SessionContext, 'session' | 'onProgress'>,
): RunContext {
  return {
    host,
    executors,
    instructions,
    checksBefore: PRE_RUN_CHECKS,
    checksAfter: POST_RUN_CHECKS,
    store,
    environment,
    ...session,
    onProgress,
  };
}
