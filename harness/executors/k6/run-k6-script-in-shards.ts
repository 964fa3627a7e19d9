import { findFreePort } from '../../host/network/find-and-probe-ports.ts';
import type { ExecResult } from '../../host/process/process-runner.ts';
import type { Host } from '../../host.ts';
import { UnitFailure } from '../../model/executor.ts';
import type { Finding } from '../../model/finding.ts';
import type { Failure } from '../../model/trial.ts';
import { rejectThrowingScript } from './check-k6-exit.ts';
import { readCounter } from './create-k6-measurement-block.ts';
import type { PlannedUsers, ScriptPlan, Shard } from './inspect-k6-script.ts';
import type { K6Command } from './k6-command.ts';
import { mergeResults } from './merge-k6-shard-results.ts';
import { type K6Results, readResults } from './read-k6-json-output-results.ts';
import {
  checkScriptEnd,
  readScriptResults,
  type ScriptRun,
} from './run-k6-script-without-shards.ts';
import { releaseShards, runSetupOnce, waitUntilPaused } from './synchronize-k6-shard-start.ts';
import { watchK6Output } from './watch-k6-output.ts';
import type { K6LoadWatch } from './watch-server-under-k6-load.ts';

export type ShardsOutcome =
  | ({ readonly type: 'measured' } & ScriptRun)
  /** One shard failed; `results` contains the output of all shards up to then, or null for none. */
  | { readonly type: 'cut-short'; readonly failure: Failure; readonly results: K6Results | null };

interface OpenShard {
  readonly shard: Shard;
  readonly port: number;
  readonly ended: Promise<ExecResult>;
}

/** Starts processes together, with the load shared by execution segments; one failing ends all. */
export async function runShards(
  host: Host,
  command: K6Command,
  count: number,
  watch: K6LoadWatch,
  mostBytes?: number,
): Promise<ShardsOutcome> {
  const shards = Array.from({ length: count }, (_, index): Shard => ({ index, count }));
  const paths = shards.map((shard) => command.outputOf(shard));
  const output = watchK6Output(host, command, paths, mostBytes);
  try {
    return await runTogether(host, command, shards, { load: watch, full: output.full });
  } finally {
    output.stop();
  }
}

async function runTogether(
  host: Host,
  command: K6Command,
  shards: readonly Shard[],
  { load, full }: { readonly load: K6LoadWatch; readonly full: AbortSignal },
): Promise<ShardsOutcome> {
  const stop = new AbortController();
  const signal = AbortSignal.any([command.signal, stop.signal, full]);
  const open: OpenShard[] = [];
  for (const shard of shards) {
    open.push(await startShard(host, { ...command, signal }, shard, load));
  }
  let failure: Failure | null = null;
  for (const { shard, ended } of open) {
    void ended.then((result) => {
      // Only the first failure counts; shards ended because of it did nothing wrong.
      failure ??= full.aborted ? full.reason.failure : failureOf(result, command, shard);
      if (failure !== null) stop.abort();
    });
  }
  const begun = await begin(host, open, signal, load.onReady);
  if ('problem' in begun) {
    // The end of a process explains more than a failure to reach it.
    if (!signal.aborted) failure ??= begun.problem;
    stop.abort();
  }
  const ends = await Promise.all(open.map(({ ended }) => ended));
  await load.onEnded();
  const paths = shards.map((shard) => command.outputOf(shard));
  if ('problem' in begun) {
    return { type: 'cut-short', failure: failure ?? begun.problem, results: null };
  }
  if (failure !== null) {
    return { type: 'cut-short', failure, results: await readWhatThereIs(host, paths) };
  }
  const all = await Promise.all(paths.map((path) => readScriptResults(host, path)));
  for (const [index, end] of ends.entries()) {
    const result = all[index];
    if (result !== undefined) rejectThrowingScript(result, end);
  }
  const notes = {
    shards: shards.length,
    shard_requests: all.map((result) => readCounter(result, 'http_reqs')).join(', '),
    release_skew_ms: begun.skewMs,
  };
  return { type: 'measured', results: mergeResults(all), notes };
}

async function startShard(
  host: Host,
  command: K6Command,
  shard: Shard,
  watch: K6LoadWatch,
): Promise<OpenShard> {
  const { index, count } = shard;
  const port = await findFreePort();
  const bounds = Array.from({ length: count + 1 }, (_, bound) => boundary(bound, count));
  const more = [
    '--execution-segment',
    `${bounds[index]}:${bounds[index + 1]}`,
    '--execution-segment-sequence',
    bounds.join(','),
    '--paused',
    '--address',
    `127.0.0.1:${port}`,
    // Setup and teardown run once for all shards; thresholds are evaluated over all shards.
    '--no-thresholds',
    '--no-setup',
    ...(index === 0 ? [] : ['--no-teardown']),
  ];
  const ended = host.processes.exec({
    file: command.file,
    args: command.argumentsFor(shard, more),
    cwd: command.cwd,
    env: command.environmentOf(shard),
    timeoutMs: command.timeoutMs,
    signal: command.signal,
    onStart: watch.onStart,
  });
  return { shard, port, ended };
}

/** As k6 reads the ends of segments: fractions, 0 and 1. */
function boundary(bound: number, count: number): string {
  if (bound === 0) return '0';
  return bound === count ? '1' : `${bound}/${count}`;
}

function failureOf(result: ExecResult, command: K6Command, shard: Shard): Failure | null {
  try {
    checkScriptEnd(result, command);
    return null;
  } catch (error) {
    if (!(error instanceof UnitFailure)) throw error;
    const { failure } = error;
    return {
      ...failure,
      message: `shard ${shard.index + 1} of ${shard.count}: ${failure.message}`,
    };
  }
}

type Begun = { readonly skewMs: number } | { readonly problem: Failure };

async function begin(
  host: Host,
  open: readonly OpenShard[],
  signal: AbortSignal,
  onReady: () => Promise<void>,
): Promise<Begun> {
  const ports = open.map(({ port }) => port);
  const ready = await Promise.all(ports.map((port) => waitUntilPaused(port, signal)));
  if (ready.includes(false)) return { problem: unanswered('were not ready') };
  await onReady();
  const problem = await runSetupOnce(ports, signal);
  if (problem !== null) {
    return {
      problem: {
        reason: 'exit-code',
        message: `k6 produced no results: the script's setup() failed — ${problem}`,
        remedy: 'Run the script by hand with `k6 run`, which reports the line of the error.',
      },
    };
  }
  const skewMs = await releaseShards(host.clock, ports, signal);
  return skewMs === null ? { problem: unanswered('did not accept the start command') } : { skewMs };
}

function unanswered(what: string): Failure {
  return {
    reason: 'protocol',
    message: `the shards ${what}`,
    remedy: 'Use fewer shards; each shard is a k6 process that loads everything the script uses.',
  };
}

/** Reads the output written before a failure; the last line of each file may be cut. */
async function readWhatThereIs(host: Host, paths: readonly string[]): Promise<K6Results | null> {
  const read = await Promise.all(
    paths.map((path) => readResults(host.files.readLines(path)).catch(() => null)),
  );
  const there = read.filter((result) => result !== null);
  return there.length === 0 ? null : mergeResults(there);
}

/** Finds shards of unequal load: k6 divides virtual users, and arrival rates in proportion. */
export function findUnevenShards({ users }: ScriptPlan, shards: number): readonly Finding[] {
  const uneven = users.filter((user) => user.users > 0 && user.users % shards !== 0);
  const firstOfPart = uneven.filter(
    ({ part }, index) => uneven.findIndex((other) => other.part === part) === index,
  );
  return firstOfPart.map((planned) => describe(planned, shards));
}

function describe({ part, users, isRate }: PlannedUsers, shards: number): Finding {
  const least = Math.floor(users / shards);
  const whose = part === null ? 'of the script' : `of "${part}"`;
  const shared = `The ${users} virtual users ${whose} cannot be divided evenly among ${shards} shards`;
  const each = `some get ${least + 1}, others ${least === 0 ? 'none' : least}`;
  const rate = isRate ? ', and the arrival rate is divided in the same proportion' : '';
  const even = least === 0 ? [shards] : [least * shards, (least + 1) * shards];
  return {
    id: 'shards-uneven',
    level: 'warning',
    message: `${shared}: ${each}${rate}.`,
    remedy: `Use ${even.join(' or ')} virtual users, or a different number of shards.`,
  };
}
