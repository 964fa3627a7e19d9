import { join, posix, resolve } from 'node:path';
import {
  type CommandContext,
  type Config,
  type Flags,
  git,
  type Host,
  optionError,
} from 'perf-harness/plugin';
import { AUDIT_PACKS, type AuditPack, type AuditSeverity } from '../document/audit-document.ts';
import { AUDIT_SEVERITIES } from '../document/audit-severities.ts';
import { readAuditSettings } from '../read-audit-settings.ts';
import type { AUDIT_OPTIONS } from './audit-command-options.ts';

/** Scope of `audit`, and the conditions under which it fails. */
export interface AuditOptions {
  /** Absolute. */
  readonly root: string;
  readonly domain: AuditDomain | null;
  /** Severity from which findings fail the audit; null if none do. */
  readonly failOn: AuditSeverity | null;
  /** True if suspected findings are listed, and fail the audit too. */
  readonly countsSuspected: boolean;
  /** Globs of excluded files; null for the default, tests and their setup files. */
  readonly exclude: readonly string[] | null;
  /** Absolute path of the baseline; null if every finding counts as new. */
  readonly baseline: { readonly path: string; readonly isUpdated: boolean } | null;
  /** Only lines that have changed since this commit count; null: all do. */
  readonly changed: string | null;
  /** Set when the score is added to the project's log. */
  readonly trend: boolean;
  /** Packs of auditors that run in addition to the defaults. */
  readonly packs: readonly AuditPack[];
  /** Tests or scenario that show for each finding whether it happens; null: nothing is run. */
  readonly run: AuditedScenario | AuditedTests | null;
}

/** Tests in which defects are observed. */
export interface AuditedTests {
  readonly type: 'tests';
  /** Command that runs them; null: the project's own. */
  readonly command: readonly string[] | null;
}

/** Scenario against which findings are checked. */
export interface AuditedScenario {
  readonly type: 'scenario';
  readonly name: string;
  /** Hosts that it may put under load; empty for those of the configuration. */
  readonly allowRemote: readonly string[];
  /** URL of a PostgreSQL whose statistics are read, or a variable that contains it; null: none. */
  readonly sqlUrl: string | null;
}

/** A part of a project, by the name that its findings carry. */
export interface AuditDomain {
  readonly name: string;
  /** From the root, with slashes. */
  readonly path: string;
}

type AuditFlags = Flags<typeof AUDIT_OPTIONS>;

/** @throws UserError for a folder that is not there, and for a word that cannot be taken. */
export function readAuditOptions(
  host: Host,
  config: Config,
  flags: AuditFlags,
  { words: [path] = [], command = null }: Partial<Pick<CommandContext, 'words' | 'command'>> = {},
): AuditOptions {
  const { domain, failOn, changed = null } = flags;
  if (changed !== null) git.checkRevision(changed);
  const root = path === undefined ? config.root : resolve(host.cwd, path);
  if (!host.files.isFolder(root))
    throw optionError(`audit takes a folder; there is no folder at ${path}.`);
  return {
    root,
    baseline: readBaseline(host, flags),
    exclude:
      flags.exclude === false ? [] : (flags.exclude ?? readAuditSettings(host, config).exclude),
    changed,
    trend: flags.trend ?? false,
    packs: (flags.with ?? []).map(readPack),
    run: flags.withTests === true ? readTests(flags, command) : readScenario(flags, command),
    domain: domain === undefined ? null : readDomain(host, root, domain),
    failOn: failOn === undefined ? null : readSeverity(failOn),
    countsSuspected: flags.suspected ?? false,
  };
}

function readTests(
  { withScenario, sqlUrl }: AuditFlags,
  command: readonly string[] | null,
): AuditedTests {
  if (withScenario !== undefined)
    throw optionError('--with-tests and --with-scenario cannot be combined; run two audits.');
  if (sqlUrl !== undefined)
    throw optionError('--sql-url reads database counts during a scenario, not during tests.');
  return { type: 'tests', command };
}

function readScenario(
  { withScenario, sqlUrl, allowRemote = [] }: AuditFlags,
  command: readonly string[] | null,
): AuditedScenario | null {
  if (command !== null)
    throw optionError('audit takes a command after -- only together with --with-tests.');
  if (withScenario !== undefined) {
    return { type: 'scenario', name: withScenario, allowRemote, sqlUrl: sqlUrl ?? null };
  }
  if (sqlUrl === undefined) return null;
  throw optionError(
    '--sql-url reads database counts during a scenario; specify the scenario with --with-scenario.',
  );
}

function readBaseline(
  { cwd }: Host,
  { baseline, updateBaseline = false }: AuditFlags,
): AuditOptions['baseline'] {
  if (baseline !== undefined) return { path: resolve(cwd, baseline), isUpdated: updateBaseline };
  if (!updateBaseline) return null;
  throw optionError('--update-baseline needs --baseline, which names the file to write.');
}

/** `orders=services/orders`: a folder below the root. */
function readDomain(host: Host, root: string, word: string): AuditDomain {
  const [, name = '', place = ''] = /^([^=]+)=(.+)$/u.exec(word) ?? [];
  if (name.trim() === '')
    throw optionError(`--domain takes name=path, such as orders=services/orders; found "${word}".`);
  const path = posix.normalize(place.replaceAll('\\', '/')).replace(/\/$/u, '');
  const isBelow = path !== '.' && !/^(?:\.\.(?:\/|$)|\/|[a-z]:)/iu.test(path);
  if (!isBelow || !host.files.isFolder(join(root, path)))
    throw optionError(`--domain takes a folder below the audited folder; found "${place}".`);
  return { name: name.trim(), path };
}

function readPack(word: string): AuditPack {
  const found = AUDIT_PACKS.find((pack) => pack === word);
  if (found !== undefined) return found;
  throw optionError(`--with takes ${AUDIT_PACKS.join(', ')}; found "${word}".`);
}

function readSeverity(word: string): AuditSeverity {
  const found = AUDIT_SEVERITIES.find((severity) => severity === word.toUpperCase());
  if (found !== undefined) return found;
  const known = AUDIT_SEVERITIES.map((severity) => severity.toLowerCase()).join(', ');
  throw optionError(`--fail-on takes ${known}; found "${word}".`);
}
