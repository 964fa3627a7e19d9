import type { ProgressListener } from '../../harness/model/progress.ts';
import type { SnapshotProgress } from '../../harness/snapshot/side-request.ts';
import type { Session } from './open-session.ts';

/** What a call measures with, and who watches it. */
export interface Measuring {
  readonly session: Session;
  /** Aborts it; what was measured is kept. */
  readonly signal: AbortSignal;
  readonly onProgress: ProgressListener;
  readonly onSnapshot?: (progress: SnapshotProgress) => void;
}
