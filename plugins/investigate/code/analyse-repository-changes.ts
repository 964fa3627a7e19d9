import type { Finding } from 'perf-harness/plugin';
import type { CodePart, IncidentChange } from '../document/investigation-document.ts';
import type { ChangeOrigin } from '../infrastructure/changed-configuration-settings.ts';
import { sanitizeText } from '../read/sanitize-log-text.ts';
import { findChangedPackages, LOCKFILE_PATTERN } from './changed-packages.ts';
import {
  type AuditLines,
  convertAuditFindings,
  listUnexplainedChanges,
} from './convert-audit-findings-to-suspected-changes.ts';
import { reviewDiffHunk } from './find-suspicious-code-in-hunk.ts';
import { type Repository, readFileAtCommit, runGit } from './git-repository.ts';
import { type DiffHunk, parseDiff } from './parse-diff.ts';
import {
  CONFIGURATION_PATTERN,
  type Delivery,
  type RepositoryHistory,
} from './read-repository-history.ts';

export interface CodeRequest {
  readonly repository: Repository;
  readonly since: number;
  readonly until: number;
  readonly history: RepositoryHistory;
  /** Audit of changed lines; null to judge only the text of the lines. */
  readonly audit: AuditLines | null;
}

/** Files that do not run in production: tests, documents and generated files. */
const NOT_RUN =
  /(?:^|\/)(?:tests?|__tests__|specs?|docs?|node_modules|dist|vendor|fixtures)\/|\.(?:test|spec)\.|\.(?:md|txt|svg|png|snap|map|lock)$|\.min\.js$|(?:^|\/)(?:package-lock\.json|pnpm-lock\.yaml)$/iu;
/** Hunks of a file beyond which it was moved or made anew. */
const MOST_HUNKS = 400;

export async function analyseRepositoryChanges(request: CodeRequest): Promise<CodePart> {
  const { repository, since, until, audit } = request;
  const { commits, deployments, unknown, deliveries } = request.history;
  const findings: Finding[] = [...unknown].map((commit) => ({
    id: 'deployment-unknown',
    level: 'warning',
    message: `A deployment refers to commit ${sanitizeText(commit, COMMIT_LENGTH)}, which is not in the repository, so its changes are unknown.`,
    remedy: 'Fetch more history: git fetch --unshallow --tags',
  }));
  const changes: IncidentChange[] = [];
  const newest = deliveries
    .toSorted((a, b) => Date.parse(b.at ?? '') - Date.parse(a.at ?? ''))
    .slice(0, MOST_AUDITED);
  /** Changed lines of code that runs, of the newest deliveries. */
  const code = new Map<Delivery, readonly DiffHunk[]>();
  for (const delivery of deliveries) {
    repository.signal.throwIfAborted();
    const hunks = await readHunks(repository, delivery);
    const packages = await changedPackages(repository, delivery, hunks, findings);
    const found = [...packages, ...reviewHunks(hunks, delivery)];
    changes.push(...(await attributeToCommits(repository, delivery, found)));
    const running = hunks.filter(({ file }) => isRunCode(file));
    if (newest.includes(delivery) && running.length > 0) code.set(delivery, running);
  }
  const audited = newest.filter((delivery) => audit !== null && code.has(delivery));
  for (const delivery of audited) {
    const own = await auditDelivery(audit, delivery, findings);
    changes.push(...(await attributeToCommits(repository, delivery, withoutSeen(own, changes))));
  }
  for (const delivery of newest) {
    const unclear = listUnexplainedChanges(code.get(delivery) ?? [], changes, originOf(delivery));
    changes.push(...(await attributeToCommits(repository, delivery, unclear)));
  }
  if (changes.some(({ kind }) => kind === 'dependency')) findings.push(NOT_ASKED);
  return {
    commits,
    changes: eachOnce(changes),
    findings,
    deployments: deployments
      .filter(({ at }) => Date.parse(at) >= since && Date.parse(at) <= until)
      .map((deployment) => ({ ...deployment, in_window: false })),
  };
}

function originOf({ at, commit, deployment }: Delivery): ChangeOrigin {
  return { at, commit, deployment };
}

/** Merges changes of one id: a cache removed with its uses is one change, not one a line. */
function eachOnce(changes: readonly IncidentChange[]): readonly IncidentChange[] {
  return [...new Map(changes.toReversed().map((change) => [change.id, change])).values()].reverse();
}

/** Packages that were not checked do not count as clean (INV-22). */
const NOT_ASKED: Finding = {
  id: 'packages-not-asked',
  level: 'info',
  message:
    'Advisories and newer versions of the changed packages were not checked, because nothing is sent over the network.',
  remedy: 'Check them yourself: npm audit, npm outdated',
};
const COMMIT_LENGTH = 40;
/** Deliveries that are audited: each takes seconds. */
const MOST_AUDITED = 3;

const CODE = /\.(?:[cm]?[jt]sx?|py|sql)$/iu;

function isRunCode(name: string): boolean {
  return CODE.test(name) && isReviewed(name);
}

function isReviewed(name: string): boolean {
  return !NOT_RUN.test(name) && !CONFIGURATION_PATTERN.test(name);
}

/** Runs the audit; its failure is reported and leaves findings from the changed lines intact. */
async function auditDelivery(
  audit: AuditLines | null,
  delivery: Delivery,
  findings: Finding[],
): Promise<readonly IncidentChange[]> {
  const { from, to } = delivery;
  try {
    const report = await audit?.(from, to);
    return report === undefined ? [] : convertAuditFindings(report, originOf(delivery));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const message = `The lines changed by ${to.slice(0, 12)} could not be audited: ${why}`;
    findings.push({ id: 'lines-not-audited', level: 'warning', message });
    return [];
  }
}

/** Drops audit findings on lines that the review of changes reported, to count each once. */
function withoutSeen(
  audited: readonly IncidentChange[],
  seen: readonly IncidentChange[],
): readonly IncidentChange[] {
  return audited.filter(
    ({ file, line, mechanisms }) =>
      !seen.some(
        (change) =>
          change.file === file &&
          Math.abs((change.line ?? 0) - (line ?? 0)) <= NEARBY_LINES &&
          change.mechanisms.some((mechanism) => mechanisms.includes(mechanism)),
      ),
  );
}

/** Distance in lines within which two findings count as the same place. */
const NEARBY_LINES = 3;

async function changedPackages(
  repository: Repository,
  delivery: Delivery,
  hunks: readonly DiffHunk[],
  findings: Finding[],
): Promise<readonly IncidentChange[]> {
  const { from, to } = delivery;
  const packages: IncidentChange[] = [];
  const files = new Set(
    hunks.map(({ file }) => file).filter((file) => LOCKFILE_PATTERN.test(file)),
  );
  for (const file of files) {
    const before = await readFileAtCommit(repository, from, file);
    const after = await readFileAtCommit(repository, to, file);
    try {
      packages.push(...(await findChangedPackages({ file, before, after }, originOf(delivery))));
    } catch (error) {
      findings.push({
        id: 'lockfile-unread',
        level: 'warning',
        message: `${file} at ${to.slice(0, 12)} could not be read: ${error instanceof Error ? error.message : error}.`,
      });
    }
  }
  return packages;
}

function reviewHunks(hunks: readonly DiffHunk[], delivery: Delivery): readonly IncidentChange[] {
  const byFile = Map.groupBy(hunks, ({ file }) => file);
  return [...byFile]
    .filter(([file, own]) => isReviewed(file) && own.length <= MOST_HUNKS)
    .flatMap(([, own]) => own.flatMap((hunk) => reviewDiffHunk(hunk, originOf(delivery))));
}

async function readHunks(
  repository: Repository,
  { from, to }: Delivery,
): Promise<readonly DiffHunk[]> {
  const form = ['--unified=0', '--no-color', '--no-ext-diff', '--no-textconv', '--no-renames'];
  const prefixes = ['--src-prefix=a/', '--dst-prefix=b/'];
  return parseDiff(await runGit(repository, 'diff', ...form, ...prefixes, from, to, '--'));
}

/** Attributes each change to a commit, if the delivery contains several. */
export async function attributeToCommits(
  repository: Repository,
  { from, to }: { readonly from: string; readonly to: string },
  changes: readonly IncidentChange[],
): Promise<readonly IncidentChange[]> {
  const named: IncidentChange[] = [];
  for (const change of changes) {
    const place = change.file === null ? [] : ['--', change.file];
    const range = ['log', '--no-merges', '--format=%H', `${from}..${to}`];
    const touched = (await runGit(repository, ...range, ...place)).trim().split('\n');
    const text = change.after ?? change.before;
    const isOne = touched.length === 1 || text === null;
    const exact = isOne
      ? touched
      : (await runGit(repository, ...range, `-S${text}`, ...place)).trim().split('\n');
    named.push({ ...change, commit: exact[0] || touched[0] || change.commit });
  }
  return named;
}
