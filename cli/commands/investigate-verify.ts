import '../../harness/loader/register-self.ts';
import { presetBudgets } from '../../harness/gate/budget-presets.ts';
import { createInvestigationStore } from '../../harness/history/investigation-store.ts';
import type { Host } from '../../harness/host.ts';
import type { FixOutcome } from '../../harness/model/documents/investigation-document.ts';
import { EXIT, type ExitCode } from '../../harness/model/exit-code.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { findRepository, noRepository } from '../../harness/snapshot/git/repository.ts';
import { resolveRef } from '../../harness/snapshot/git/resolve-ref.ts';
import { findChangePoints } from '../../harness/stats/change-points/find-change-points.ts';
import {
  readVerify,
  type VerifyOptions,
  type VerifyWords,
} from '../../options/investigate-follow-up.ts';
import type * as FollowUp from '../../plugins/investigate/start-follow-up.ts';
import { openReportTargets, writeReports } from '../output/reporting.ts';
import { wrapLines } from '../output/wrap-lines.ts';
import { untilInterrupted } from '../under-way/measuring.ts';
import { createReadingProgress } from '../under-way/reading-progress.ts';
import { readFormats } from './investigate.ts';
import { inMarkdown } from './investigate-kept.ts';
import { openReadings } from './open-readings.ts';

const EXITS: Readonly<Record<FixOutcome, ExitCode>> = {
  pass: EXIT.ok,
  'pass below target': EXIT.ok,
  fail: EXIT.failed,
  pending: EXIT.inconclusive,
};

/** `investigate verify`: whether a fix held, against the incident's own numbers. */
export async function verifyInvestigationCommand(
  host: Host,
  words: VerifyWords,
): Promise<ExitCode> {
  const options = await readVerify(host, words);
  const { config, key, reports, logs, map, preset } = options;
  const targets = reports === null ? [] : await openReportTargets(host, reports);
  const [plugin, investigation] = await Promise.all([
    import('../../plugins/investigate/start-follow-up.ts'),
    import('../../plugins/investigate/start-investigation.ts'),
  ]);
  const formats = readFormats(investigation, host, options);
  const store = createInvestigationStore(host.files, config.stateFolder);
  const begun = store.load(key);
  const { id } = begun;
  return untilInterrupted(host, async (signal) => {
    const fix = await fixOf(host, options, plugin, signal);
    const progress = createReadingProgress(host, logs);
    const readings = openReadings(host, config.stateFolder);
    const { report, verification } = await plugin.verifyInvestigation(host, {
      report: begun,
      fix,
      logs,
      formats,
      map,
      signal,
      find: findChangePoints,
      openReadings: readings.open,
      onProgress: progress.listen,
      change: (work) =>
        store.inTurn(() => {
          const done = work(store.load(id));
          const texts = plugin.investigationTexts(store.folder, done.report, inMarkdown);
          host.files.writeTogether(texts);
          return done;
        }),
      preset:
        preset === null
          ? null
          : { name: preset, budgets: presetBudgets(preset, ['latency.p95', 'error_rate']) },
    });
    progress.end();
    readings.remove();
    if (targets.length === 0)
      host.terminal.out(wrapLines(plugin.verificationText(id, verification)));
    writeReports(host, targets, report, { baseline: null, root: config.root });
    return EXITS[verification.outcome];
  });
}

/** What came into use, and when; a deployment by its name needs no repository. */
async function fixOf(
  host: Host,
  { after, fix: named, repo, deploys }: VerifyOptions,
  plugin: typeof FollowUp,
  signal: AbortSignal,
): Promise<FollowUp.VerifiedFix> {
  if ('at' in after) {
    const { at } = after;
    const fix = named ?? `what changed at ${new Date(at).toISOString().slice(0, 16)}Z`;
    return { fix, commit: null, after: at, note: null };
  }
  const { ref } = after;
  const told = deploys === null ? null : plugin.readDeployments(host, deploys);
  const found = told?.find(({ name }) => name === ref);
  if (found !== undefined)
    return {
      fix: named ?? ref,
      commit: found.commit,
      after: Date.parse(found.at),
      note: null,
    };
  const repository = await findRepository(host, repo, signal);
  if (repository === null) throw notFound(ref, repo);
  const commit = await resolveRef(host, repository, ref, signal);
  const place = { host, folder: repository.top, signal };
  const deployments = told ?? (await plugin.taggedDeployments(place));
  const fix = await plugin.fixOfRef(place, { ref, commit }, deployments);
  return named === null ? fix : { ...fix, fix: named };
}

function notFound(ref: string, folder: string): UserError {
  return new UserError({
    code: 'investigate-after',
    message: `--after takes a moment, a deployment of --deploys, or a ref of git; "${ref}" is no moment, and there is no git repository at ${folder}.`,
    remedy: 'Name the moment: --after 2026-11-24T16:05Z, or the repository: --repo <folder>',
    exitCode: EXIT.usage,
    cause: noRepository(folder),
  });
}
