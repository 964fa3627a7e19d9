import {
  budgets,
  type CommandContext,
  display,
  EXIT,
  type ExitCode,
  git,
  type Host,
  type Outcome,
  UserError,
} from 'perf-harness/plugin';
import { readTaggedDeployments } from '../code/git-repository.ts';
import { readDeployments } from '../code/read-deployments.ts';
import type { FixOutcome } from '../document/investigation-document.ts';
import { resolveFix } from '../follow-up/find-deployment-time-of-fix.ts';
import { verificationText } from '../follow-up/fix-verification-text.ts';
import type { VerifiedFix } from '../follow-up/verify-fix-against-logs.ts';
import { verifyInvestigation } from '../follow-up/verify-fix-and-store-result.ts';
import { renderInvestigationFiles } from '../outputs/save-investigation.ts';
import { createInvestigationStore } from '../store/investigation-store.ts';
import { readLogFormats } from './investigate-command.ts';
import type { VERIFY_OPTIONS } from './investigate-command-options.ts';
import { createReadingProgress } from './log-reading-progress.ts';
import { readVerifyOptions, type VerifyOptions } from './read-command-options.ts';

const EXITS: Readonly<Record<FixOutcome, ExitCode>> = {
  pass: EXIT.ok,
  'pass below target': EXIT.ok,
  fail: EXIT.failed,
  pending: EXIT.inconclusive,
};

/** `investigate verify`: checks a fix against the numbers of the incident itself. */
export async function runVerify({
  host,
  config,
  words,
  flags,
  signal,
  progress,
}: CommandContext<typeof VERIFY_OPTIONS>): Promise<Outcome> {
  const options = readVerifyOptions(host, flags);
  const { logs, map } = options;
  const { preset } = flags;
  const formats = readLogFormats(host, options);
  const store = createInvestigationStore(host.files, config.stateFolder);
  const begun = store.load(words[0] ?? null);
  const { id } = begun;
  const fix = await fixOf(host, options, signal);
  const { report, verification } = await verifyInvestigation(host, {
    report: begun,
    fix,
    logs,
    formats,
    map,
    signal,
    onProgress: createReadingProgress(host, logs, progress.say),
    change: (work) =>
      store.inTurn(() => {
        const done = work(store.load(id));
        host.files.writeTogether(renderInvestigationFiles(store.folder, done.report));
        return done;
      }),
    preset:
      preset === undefined
        ? null
        : { name: preset, budgets: budgets.presetBudgets(preset, ['latency.p95', 'error_rate']) },
  });
  return {
    exitCode: EXITS[verification.outcome],
    text: display.wrapLines(verificationText(id, verification)),
    document: report,
  };
}

/** The fix and the moment of its release; a deployment by its name needs no repository. */
async function fixOf(
  host: Host,
  { after, fix: named, repo, deploys }: VerifyOptions,
  signal: AbortSignal,
): Promise<VerifiedFix> {
  if ('at' in after) {
    const { at } = after;
    const fix = named ?? `the change at ${new Date(at).toISOString().slice(0, 16)}Z`;
    return { fix, commit: null, after: at, note: null };
  }
  const { ref } = after;
  const listed = deploys === null ? null : readDeployments(host, deploys);
  const found = listed?.find(({ name }) => name === ref);
  if (found !== undefined)
    return {
      fix: named ?? ref,
      commit: found.commit,
      after: Date.parse(found.at),
      note: null,
    };
  const repository = await git.findRepository(host, repo, signal);
  if (repository === null)
    throw new UserError({
      code: 'investigate-after',
      message: `--after takes a time, a deployment from --deploys, or a git ref; "${ref}" is not a time, and there is no git repository at ${repo}.`,
      remedy:
        'Pass the time with --after 2026-11-24T16:05Z, or the repository with --repo <folder>',
      exitCode: EXIT.usage,
      cause: git.noRepository(repo),
    });
  const commit = await git.resolveRef(host, repository, ref, signal);
  const place = { host, folder: repository.top, signal };
  const deployments = listed ?? (await readTaggedDeployments(place));
  const fix = await resolveFix(place, { ref, commit }, deployments);
  return named === null ? fix : { ...fix, fix: named };
}
