import type { Finding } from 'perf-harness/plugin';
import type { CodePart, IncidentChange } from '../document/investigation-document.ts';
import { sanitizeText } from '../read/sanitize-log-text.ts';
import { findChangedPackages, LOCKFILE_PATTERN } from './changed-packages.ts';
import {
  type AuditLines,
  convertAuditFindings,
} from './convert-audit-findings-to-suspected-changes.ts';
import { CONFIGURATION_PATTERN, type Delivery } from './deployed-commit-ranges.ts';
import { reviewDiffHunk } from './find-suspicious-code-in-hunk.ts';
import { type Repository, readFileAtCommit, runGit } from './git-repository.ts';
import { listUnexplainedChanges } from './list-changed-code-without-findings.ts';
import { type DiffHunk, parseDiff } from './parse-diff.ts';
import type { RepositoryHistory } from './read-repository-history.ts';

/** Input of the analysis of a repository. */
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

/** Finds changes that were committed or deployed in the period under investigation. */
export async function analyseRepositoryChanges(request: CodeRequest): Promise<CodePart> {
  const { repository, since, until } = request;
  const { commits, deployments, unknown, deliveries } = request.history;
  const findings: Finding[] = [...unknown].map((commit) => ({
    id: 'deployment-unknown',
    level: 'warning',
    message: `A deployment refers to commit ${sanitizeText(commit, COMMIT_LENGTH)}, which is not in the repository, so its changes are unknown.`,
    remedy: 'Fetch more history: git fetch --unshallow --tags',
  }));
  const changes: IncidentChange[] = [];
  for (const delivery of deliveries) {
    repository.signal.throwIfAborted();
    changes.push(...(await changesOf(repository, delivery, findings)));
  }
  if (request.audit !== null) {
    for (const delivery of newest(deliveries)) {
      if (!(await hasCode(repository, delivery))) continue;
      const audited = await auditDelivery(request.audit, delivery, findings);
      changes.push(
        ...(await attributeToCommits(repository, delivery, withoutSeen(audited, changes))),
      );
    }
  }
  for (const delivery of newest(deliveries)) {
    const { from, to, at, commit, deployment } = delivery;
    const hunks = (await hunksOf(repository, delivery)).filter(({ file }) => isRunCode(file));
    const unclear = listUnexplainedChanges(hunks, changes, { at, commit, deployment });
    changes.push(...(await attributeToCommits(repository, { from, to }, unclear)));
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

function newest(deliveries: readonly Delivery[]): readonly Delivery[] {
  return deliveries
    .toSorted((a, b) => Date.parse(b.at ?? '') - Date.parse(a.at ?? ''))
    .slice(0, MOST_AUDITED);
}

/** Files that the audit reads. */
const CODE = /\.(?:[cm]?[jt]sx?|py|sql)$/iu;

async function hasCode(repository: Repository, { from, to }: Delivery): Promise<boolean> {
  const names = await runGit(
    repository,
    'diff',
    '--name-only',
    '--no-renames',
    '-z',
    from,
    to,
    '--',
  );
  return names.split('\0').some(isRunCode);
}

function isRunCode(name: string): boolean {
  return CODE.test(name) && !NOT_RUN.test(name) && !CONFIGURATION_PATTERN.test(name);
}

/** Runs the audit; its failure is reported and leaves findings from the changed lines intact. */
async function auditDelivery(
  audit: AuditLines,
  { from, to, at, commit, deployment }: Delivery,
  findings: Finding[],
): Promise<readonly IncidentChange[]> {
  try {
    return convertAuditFindings(await audit(from, to), { at, commit, deployment });
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

async function changesOf(
  repository: Repository,
  { from, to, at, commit, deployment }: Delivery,
  findings: Finding[],
): Promise<readonly IncidentChange[]> {
  const moment = { at, commit, deployment };
  const hunks = await hunksOf(repository, { from, to });
  const files = [...new Set(hunks.map(({ file }) => file))];
  const packages: IncidentChange[] = [];
  for (const file of files.filter((file) => LOCKFILE_PATTERN.test(file))) {
    const [before, after] = [
      await readFileAtCommit(repository, from, file),
      await readFileAtCommit(repository, to, file),
    ];
    try {
      packages.push(...(await findChangedPackages({ file, before, after }, moment)));
    } catch (error) {
      findings.push({
        id: 'lockfile-unread',
        level: 'warning',
        message: `${file} at ${to.slice(0, 12)} could not be read: ${error instanceof Error ? error.message : error}.`,
      });
    }
  }
  const reviewed = files
    .filter((file) => !NOT_RUN.test(file) && !CONFIGURATION_PATTERN.test(file))
    .flatMap((file) => {
      const own = hunks.filter((hunk) => hunk.file === file);
      return own.length > MOST_HUNKS ? [] : own.flatMap((hunk) => reviewDiffHunk(hunk, moment));
    });
  return attributeToCommits(repository, { from, to }, [...packages, ...reviewed]);
}

async function hunksOf(
  repository: Repository,
  { from, to }: Pick<Delivery, 'from' | 'to'>,
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
