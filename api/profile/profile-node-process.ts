import { InspectorDisconnected } from '../../harness/host/network/inspector-client.ts';
import { openNodeInspector } from '../../harness/host/network/open-node-inspector.ts';
import { currentPlatform } from '../../harness/host/platform/current-platform.ts';
import type { Host } from '../../harness/host.ts';
import {
  PROFILE_SCHEMA,
  type ProfileReport,
} from '../../harness/model/documents/profile-document.ts';
import type { Finding } from '../../harness/model/finding.ts';
import type { Profile } from '../../harness/model/program/profile.ts';
import { createRecordId } from '../../harness/sampling/create-initial-run-record.ts';
import { readEnvironment } from '../../harness/sampling/machine-state-and-environment.ts';
import { BadProfile } from '../../profilers/unreadable-profile-error.ts';
import { createSourceLineReader } from '../../profilers/v8/attribute-time-to-callees.ts';
import {
  type ProcessProfileKind,
  profileRunningProcess,
} from '../../profilers/v8/profile-running-process.ts';
import {
  createProfilerForKind,
  summariseProfileSection,
} from '../observe/build-profile-report-section.ts';
import { mapProfilesToSources } from '../observe/map-profiles-to-sources.ts';

/** Share of time that compiler, garbage collector and libuv threads stay below in every program. */
const LEAST_SHARE = 0.1;

/**
 * Measures the CPU time of threads that a profile of the main thread does not show. The returned
 * function, called once the profile is taken, returns a finding if they took more than the main
 * thread, otherwise null.
 */
function watchOtherThreads(pid: number, nowMs: () => number): () => Finding | null {
  const startedMs = nowMs();
  const { threadTimes } = currentPlatform().processes;
  const start = threadTimes(pid);
  return () => {
    const elapsedMs = nowMs() - startedMs;
    const end = threadTimes(pid);
    if (start === null || end === null) return null;
    const mainMs = end.mainMs - start.mainMs;
    const othersMs = end.allMs - start.allMs - mainMs;
    if (othersMs <= Math.max(mainMs, LEAST_SHARE * elapsedMs)) return null;
    const seconds = (ms: number): string => `${(ms / 1_000).toFixed(1)} s`;
    return {
      id: 'other-threads',
      level: 'warning',
      message: `The profile covers only the main thread of process ${pid}, which used ${seconds(mainMs)} of CPU time; its other threads used ${seconds(othersMs)}.`,
      remedy:
        'If these are worker threads, profile the program from its start to include them: perf-harness profile -- node app.js.',
    };
  };
}

/** A process that runs already. */
export interface RunningProcess {
  readonly type: 'process';
  readonly pid: number;
  readonly kind: ProcessProfileKind;
  readonly durationMs: number;
}

/**
 * Profiles a Node.js process that is already running, and leaves it unchanged.
 * @throws UserError if it cannot be profiled; it is then left untouched.
 */
export async function profileNodeProcess(
  host: Host,
  root: string,
  process: RunningProcess,
  signal: AbortSignal,
): Promise<ProfileReport> {
  const { pid, kind } = process;
  const createdAt = host.clock.now();
  const startedMs = host.clock.monotonicMs();
  const environment = await readEnvironment(host);
  const { profile, command, findings } = await attach(host, process, signal);
  const resolved = mapProfilesToSources(host, profile === null ? [] : [profile]);
  const section = summariseProfileSection(
    createProfilerForKind(host, kind, null).id,
    resolved.profiles,
  );
  return {
    schema: PROFILE_SCHEMA,
    id: createRecordId(createdAt, `process-${pid}`),
    created_at: createdAt.toISOString(),
    scenario: command === null ? `process ${pid}` : `process ${pid} (${command})`,
    kind: 'process',
    file: null,
    root,
    seed: 0,
    ...section,
    overhead: null,
    duration_ms: host.clock.monotonicMs() - startedMs,
    environment,
    findings: [...findings, ...resolved.findings],
    state: profile === null ? 'failed' : signal.aborted ? 'interrupted' : 'completed',
  };
}

interface Attached {
  readonly profile: Profile | null;
  readonly command: string | null;
  readonly findings: readonly Finding[];
}

async function attach(
  host: Host,
  { pid, kind, durationMs }: RunningProcess,
  signal: AbortSignal,
): Promise<Attached> {
  let command: string | null = null;
  try {
    const inspector = await openNodeInspector(pid, signal);
    command = inspector.command;
    let open: number | null = null;
    const unseen = watchOtherThreads(pid, () => host.clock.monotonicMs());
    let others: Finding | null = null;
    const { profile, hasEnded } = await profileRunningProcess(inspector.client, {
      kind,
      durationMs,
      linesOf: (texts) => createSourceLineReader(host, texts),
      signal,
    }).finally(async () => {
      // Read before the inspector is closed, since the process may be waiting for that to exit.
      others = kind === 'cpu' ? unseen() : null;
      open = await inspector.close();
    });
    const findings = [
      ...(hasEnded ? [ended(pid)] : []),
      ...(others === null ? [] : [others]),
      ...(open === null ? [] : [stillOpen(pid, open)]),
    ];
    return { profile, command, findings };
  } catch (error) {
    if (!(error instanceof InspectorDisconnected || error instanceof BadProfile)) throw error;
    const finding: Finding = {
      id: 'profile-failed',
      level: 'error',
      message: `Process ${pid} could not be profiled: ${error.message}.`,
      remedy: 'Check that it is still running, or profile it for a shorter time.',
    };
    return { profile: null, command, findings: [finding] };
  }
}

function ended(pid: number): Finding {
  return {
    id: 'process-ended',
    level: 'info',
    message: `Process ${pid} exited before the profiling time was over; the profile covers the time until the process exited.`,
    remedy: 'No action is needed; a shorter --duration would not show more.',
  };
}

function stillOpen(pid: number, port: number): Finding {
  return {
    id: 'inspector-open',
    level: 'warning',
    message: `The inspector of process ${pid} could not be closed, so anyone with access to port ${port} on this machine can take control of the process.`,
    remedy: 'Restart the process.',
  };
}
