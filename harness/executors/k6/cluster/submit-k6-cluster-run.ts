import { setTimeout as sleep } from 'node:timers/promises';
import type { Host } from '../../../host.ts';
import { EXIT } from '../../../model/exit-code.ts';
import { UserError } from '../../../model/user-error.ts';
import type { WrittenManifests } from './write-k6-kubernetes-manifests.ts';

export interface KubernetesCluster {
  readonly kubectl: string;
  readonly namespace: string;
}

export type TestRunOutcome =
  | { readonly type: 'finished' }
  | { readonly type: 'error' }
  /** Runners that k6 ended in with an error, which the operator calls finished too. */
  | { readonly type: 'runners-failed'; readonly count: number }
  | { readonly type: 'late'; readonly stage: string }
  | { readonly type: 'interrupted' };

const CALL_TIMEOUT_MS = 90_000;
/** Pauses between two polls of a run, milliseconds: each is twice the last, up to a second. */
const PAUSE_MS = { first: 100, longest: 1_000 } as const;

export async function readKubectlContext(
  host: Host,
  { kubectl }: KubernetesCluster,
): Promise<string> {
  const file = kubectl;
  const args = ['config', 'current-context'];
  const { exit, stdout, stderr } = await host.processes.exec({
    file,
    args,
    timeoutMs: CALL_TIMEOUT_MS,
  });
  if (exit.type === 'code' && exit.code === 0) return stdout.trim();
  throw kubectlFailed('has no context', stderr);
}

/** Makes the operator run the manifests; awaits the end. @throws UserError if kubectl refuses. */
export async function submitTestRun(
  host: Host,
  cluster: KubernetesCluster,
  { name, paths }: Pick<WrittenManifests, 'name' | 'paths'>,
  limitMs: number,
  { signal, onStage }: { readonly signal: AbortSignal; readonly onStage: (stage: string) => void },
): Promise<TestRunOutcome> {
  const call = async (...args: readonly string[]): Promise<string> => {
    const { exit, stdout, stderr } = await host.processes.exec({
      file: cluster.kubectl,
      args: ['--namespace', cluster.namespace, ...args],
      timeoutMs: CALL_TIMEOUT_MS,
      signal,
    });
    if ((exit.type === 'code' && exit.code === 0) || signal.aborted) return stdout;
    throw kubectlFailed(`failed (${args[0]} ${args[1] ?? ''})`, stderr);
  };
  const object = `testruns.k6.io/${name}`;
  // The operator runs a TestRun only once, so an earlier TestRun of the same name is deleted.
  await call('delete', object, '--ignore-not-found', '--wait');
  // Server-side: otherwise the whole script would have to fit into an annotation.
  const files = paths.flatMap((path) => ['--filename', path]);
  await call('apply', '--server-side', '--field-manager', 'perf-harness', ...files);
  const deadlineMs = host.clock.monotonicMs() + limitMs;
  let stage = '';
  let pauseMs: number = PAUSE_MS.first;
  while (!signal.aborted) {
    const found = (await call('get', object, '--output', 'jsonpath={.status.stage}')).trim();
    if (found !== stage) {
      stage = found;
      onStage(stage);
    }
    if (stage === 'error') return { type: 'error' };
    if (stage === 'finished') {
      const jobs = ['get', 'jobs', '--selector', `k6_cr=${name},runner=true`];
      const failed = await call(...jobs, '--output', 'jsonpath={.items[*].status.failed}');
      const count = failed.split(/\s+/).filter((failedCount) => Number(failedCount) > 0).length;
      return count === 0 ? { type: 'finished' } : { type: 'runners-failed', count };
    }
    if (host.clock.monotonicMs() > deadlineMs) return { type: 'late', stage };
    await sleep(pauseMs, undefined, { signal }).catch(() => undefined);
    pauseMs = Math.min(2 * pauseMs, PAUSE_MS.longest);
  }
  return { type: 'interrupted' };
}

function kubectlFailed(what: string, stderr: string): UserError {
  const said = stderr.trim().split('\n').at(-1) ?? '';
  return new UserError({
    code: 'kubectl-failed',
    message: `kubectl ${what}${said === '' ? '' : `: ${said}`}`,
    remedy:
      'Run kubectl by hand; check its context and permissions, and check that k6-operator is running.',
    exitCode: EXIT.target,
  });
}
