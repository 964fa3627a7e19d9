import { relative, resolve } from 'node:path';
import { findScenarios } from '../../../api/project/find-requested-scenarios.ts';
import {
  type KubernetesCluster,
  readKubectlContext,
  submitTestRun,
} from '../../../harness/executors/k6/cluster/submit-k6-cluster-run.ts';
import {
  formatKubernetesName,
  type WrittenManifests,
  writeManifests,
} from '../../../harness/executors/k6/cluster/write-k6-kubernetes-manifests.ts';
import { findK6, type K6 } from '../../../harness/executors/k6/find-k6.ts';
import { inspectScript } from '../../../harness/executors/k6/inspect-k6-script.ts';
import { findUnevenShards } from '../../../harness/executors/k6/run-k6-script-in-shards.ts';
import { programOnPath } from '../../../harness/host/program-on-path.ts';
import type { Host } from '../../../harness/host.ts';
import { assertNever } from '../../../harness/model/assert-never.ts';
import { UnitFailure } from '../../../harness/model/executor.ts';
import { EXIT, type ExitCode } from '../../../harness/model/exit-code.ts';
import type { K6Scenario, Scenario } from '../../../harness/model/scenario/scenario.ts';
import { UserError } from '../../../harness/model/user-error.ts';
import { optionError } from '../../../harness/model/value/bad-option-error.ts';
import { requireK6Scenarios } from '../../../harness/scenario/override-scenario-settings.ts';
import type { Config } from '../../../harness/scenario/project-config.ts';
import { printNotice } from '../../../registry/print-stderr-notice.ts';
import { formatDuration } from '../../../reports/format-quantity.ts';
import { runUntilInterrupted } from '../../execution/run-until-interrupted.ts';
import type { RunCall } from './choose-run-command-task.ts';
import { readRequestedScenarios } from './read-run-command-scenario-request.ts';

/** Additional time for the cluster to schedule pods, pull images and start, milliseconds. */
const SPARE_MS = 600_000;

/** The written manifests of a scenario. */
interface Written extends WrittenManifests {
  /** Longest wait for its end, milliseconds. */
  readonly limitMs: number;
  readonly runners: number;
}

interface KubernetesOptions extends ClusterTask {
  readonly config: Config;
  /** Longest wait for the end of each run, milliseconds; null: as its script takes. */
  readonly limitMs: number | null;
}

/** `run --engine k8s`: writes manifests, and submits them to a cluster if requested. */
export async function emitKubernetesManifests(call: RunCall): Promise<ExitCode> {
  const { host } = call;
  const task = readKubernetesOptions(call);
  const { config, wanted } = await readRequestedScenarios(call);
  const limitMs = wanted.overrides?.maxTimeMs ?? null;
  return emitAll(host, await findScenarios(host, config, wanted), { ...task, config, limitMs });
}

function emitAll(
  host: Host,
  scenarios: readonly Scenario[],
  options: KubernetesOptions,
): Promise<ExitCode> {
  const { submit: submission } = options;
  return runUntilInterrupted(host, async (signal) => {
    const chosen = requireK6Scenarios(scenarios, '--engine k8s');
    refuseSameNames(chosen);
    const kubectl = submission === null ? null : findKubectl(host);
    const written: Written[] = [];
    for (const scenario of chosen) written.push(await write(host, scenario, options, signal));
    if (submission === null || kubectl === null) return EXIT.ok;
    const cluster = { kubectl, namespace: submission.namespace };
    await confirm(host, cluster, written, submission);
    for (const manifests of written) {
      const code = await runOne(host, cluster, manifests, signal);
      if (code !== EXIT.ok) return code;
    }
    return EXIT.ok;
  });
}

/** Rejects scenarios whose distinct names become the same name in Kubernetes. @throws UserError */
function refuseSameNames(scenarios: readonly K6Scenario[]): void {
  const names = scenarios.map(({ name }) => formatKubernetesName(name));
  const index = names.findIndex((name, place) => names.indexOf(name) !== place);
  const [first, second] = [scenarios[names.indexOf(names[index] ?? '')], scenarios[index]];
  if (first === undefined || second === undefined) return;
  throw new UserError({
    code: 'bad-option',
    message: `"${first.name}" and "${second.name}" would both be named ${names[index]} in the cluster.`,
    remedy:
      'Select one of these scenarios, or rename them so that their names differ in more than punctuation.',
  });
}

async function write(
  host: Host,
  scenario: K6Scenario,
  { folder, limitMs }: KubernetesOptions,
  signal: AbortSignal,
): Promise<Written> {
  const k6 = await k6Here(host, scenario);
  const { shards: runners = 1 } = scenario;
  try {
    const plan = await inspectScript(host, k6, scenario, signal);
    for (const { message, remedy } of runners === 1 ? [] : findUnevenShards(plan, runners)) {
      printNotice(host, `warning: ${message} ${remedy}`);
    }
    const emitted = await writeManifests(host, k6, scenario, folder);
    for (const path of emitted.paths) host.terminal.out(`${relative(host.cwd, path)}\n`);
    printNotice(host, `"${scenario.name}" loads ${emitted.targets.join(', ')} (--allow-remote)`);
    return { ...emitted, limitMs: limitMs ?? plan.maxDurationMs + SPARE_MS, runners };
  } catch (error) {
    if (!(error instanceof UnitFailure)) throw error;
    signal.throwIfAborted();
    const { message, remedy } = error.failure;
    throw new UserError({
      code: 'script-unreadable',
      message: `"${scenario.name}": ${message}`,
      ...(remedy !== undefined && { remedy }),
      exitCode: EXIT.target,
    });
  }
}

async function k6Here(host: Host, { k6Path }: K6Scenario): Promise<K6> {
  const found = await findK6(host, k6Path);
  if (found.type === 'found') return found.tool;
  const { id: code, message, remedy = '' } = found.finding;
  throw new UserError({ code, message, remedy, exitCode: EXIT.tool });
}

function findKubectl(host: Host): string {
  const found = programOnPath(host, 'kubectl');
  if (found !== null) return found;
  throw new UserError({
    code: 'tool-missing',
    message: 'kubectl, which submits to the cluster, is not on PATH.',
    remedy: 'Install kubectl, or omit --submit and apply the manifests on a machine that has it.',
    exitCode: EXIT.tool,
  });
}

/** @throws UserError if the user does not confirm. */
async function confirm(
  host: Host,
  cluster: KubernetesCluster,
  written: readonly Written[],
  { isConfirmed }: Submission,
): Promise<void> {
  const removed = written.find(({ isCleanedUp }) => isCleanedUp);
  if (removed !== undefined) {
    throw new UserError({
      code: 'bad-option',
      message: `With k6.kubernetes.cleanup set, the operator removes ${removed.name} as soon as it finishes, before --submit can read the outcome.`,
      remedy: 'Omit k6.kubernetes.cleanup, or apply the manifests by hand.',
    });
  }
  const context = await readKubectlContext(host, cluster);
  const targets = [...new Set(written.flatMap((manifests) => manifests.targets))].join(', ');
  const runners = Math.max(...written.map((manifests) => manifests.runners));
  const where = `from ${runners} ${runners === 1 ? 'runner' : 'runners'} in namespace ${cluster.namespace} of context ${context}`;
  printNotice(host, `This run sends load to ${targets} ${where}.`);
  if (isConfirmed) return;
  if (host.terminal.canAsk && (await host.terminal.confirm('Send it?'))) return;
  throw new UserError({
    code: 'not-confirmed',
    message: 'Nothing was sent: putting a cluster under load requires confirmation.',
    remedy: 'Confirm in a terminal, or pass --yes.',
  });
}

async function runOne(
  host: Host,
  cluster: KubernetesCluster,
  written: Written,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { name, limitMs } = written;
  const object = `testruns.k6.io/${name} --namespace ${cluster.namespace}`;
  const onStage = (stage: string): void => {
    if (stage !== '') printNotice(host, `${name}: ${stage}`);
  };
  const outcome = await submitTestRun(host, cluster, written, limitMs, { signal, onStage });
  switch (outcome.type) {
    case 'finished':
      printNotice(
        host,
        'Read its results with: perf-harness import k6 --shards <the files of all runners>',
      );
      return EXIT.ok;
    case 'interrupted':
      printNotice(
        host,
        `The run may still be active in the cluster. Stop it with: kubectl delete ${object}`,
      );
      return EXIT.interrupted;
    case 'error':
      throw failed(`The operator ended the run of ${name} with an error.`, written, cluster);
    case 'runners-failed':
      throw failed(`k6 failed in ${outcome.count} of the runners for ${name}.`, written, cluster);
    case 'late':
      throw new UserError({
        code: 'cluster-run-late',
        message: `The run of ${name} did not finish within ${formatDuration(limitMs)}; its last stage was ${outcome.stage || 'none (not yet seen by the operator)'}. The run was not stopped.`,
        remedy: `Allow more time with --time, or stop the run: kubectl delete ${object}`,
        exitCode: EXIT.target,
      });
    default:
      return assertNever(outcome);
  }
}

function failed(message: string, { name }: Written, { namespace }: KubernetesCluster): UserError {
  return new UserError({
    code: 'cluster-run-failed',
    message,
    remedy: `To find the cause, use kubectl describe testruns.k6.io/${name} --namespace ${namespace}, and read the logs of its pods (kubectl logs --selector k6_cr=${name} --namespace ${namespace}).`,
    exitCode: EXIT.target,
  });
}

/** Manifests to write for a cluster, and their submission. */
interface ClusterTask {
  /** Folder of the manifests, absolute. */
  readonly folder: string;
  /** Submission to a cluster; null: the manifests are only written. */
  readonly submit: Submission | null;
}

/** Namespace that manifests are submitted to; the load is sent from there. */
interface Submission {
  readonly namespace: string;
  /** True if the user has confirmed in advance. */
  readonly isConfirmed: boolean;
}

/** @throws UserError for an option that is missing or does not apply. */
export function readKubernetesOptions({
  host,
  options,
}: Pick<RunCall, 'host' | 'options'>): ClusterTask {
  const { emit, submit, namespace, yes } = options;
  if (emit === null)
    throw optionError('--engine k8s needs --emit with a folder for the manifests.');
  const folder = resolve(host.cwd, emit);
  if (!submit) {
    if (namespace !== null) throw optionError('--namespace requires --submit.');
    if (yes) throw optionError('--yes requires --submit.');
    return { folder, submit: null };
  }
  if (namespace !== null) return { folder, submit: { namespace, isConfirmed: yes } };
  throw optionError(
    '--submit requires --namespace: there is no default namespace to send load from.',
  );
}
