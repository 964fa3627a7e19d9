import { resolve } from 'node:path';
import type { Host } from '../../harness/host.ts';
import { didYouMean } from '../../harness/model/scenario/suggest-nearest-word.ts';
import { UserError } from '../../harness/model/user-error.ts';
import { optionError } from '../../harness/model/value/bad-option-error.ts';
import type { Reporter } from '../../reports/reporter.ts';

/** Formats of reports; each is loaded on demand. */
export const REPORTERS = {
  terminal: async () => (await import('../../reports/terminal-reporter.ts')).terminalReporter,
  json: async () => (await import('../../reports/json-reporter.ts')).jsonReporter,
  markdown: async () => (await import('../../reports/markdown-reporter.ts')).markdownReporter,
  github: async () => (await import('../../reports/github-actions-reporter.ts')).githubReporter,
  comment: async () =>
    (await import('../../reports/pull-request-comment-reporter.ts')).commentReporter,
  html: async () => (await import('../../reports/html-reporter.ts')).htmlReporter,
  junit: async () => (await import('../../reports/junit-reporter.ts')).junitReporter,
  agent: async () => (await import('../../reports/agent-reporter.ts')).agentReporter,
  sarif: async () => (await import('../../reports/sarif-reporter.ts')).sarifReporter,
  openmetrics: async () =>
    (await import('../../reports/openmetrics-reporter.ts')).openmetricsReporter,
  bencher: async () => (await import('../../reports/bencher-reporter.ts')).bencherReporter,
  'github-action-benchmark': async () =>
    (await import('../../reports/github-action-benchmark-reporter.ts'))
      .githubActionBenchmarkReporter,
  'github-action-benchmark-bigger': async () =>
    (await import('../../reports/github-action-benchmark-reporter.ts'))
      .githubActionBenchmarkBiggerReporter,
  badge: async () => (await import('../../reports/badge-reporter.ts')).badgeReporter,
} as const satisfies Readonly<Record<string, () => Promise<Reporter>>>;
type ReporterName = keyof typeof REPORTERS;
const NAMES = Object.keys(REPORTERS) as readonly ReporterName[];

/** Reporters that only report measured values. */
const OF_MEASUREMENTS: ReadonlySet<ReporterName> = new Set([
  'openmetrics',
  'bencher',
  'github-action-benchmark',
  'github-action-benchmark-bigger',
  'badge',
]);

/** Kind of document to report. */
interface ToldKind {
  /** True if it refers to lines of code, which SARIF requires. */
  readonly hasLines?: boolean;
  /** True if it contains runs. */
  readonly hasRuns?: boolean;
}

/** A report format and its destination. */
export interface ReportChoice {
  readonly name: ReporterName;
  /** Absolute; null: standard output. */
  readonly file: string | null;
  /** True: report every note, not only the most severe. */
  readonly isVerbose: boolean;
}

/** Report options of every command that has reports. */
interface ReportWords {
  /** Each `name` or `name=file`. */
  readonly reporter?: readonly string[];
  readonly verbose?: boolean;
}

/**
 * Returns the reports of the command line, else those of the configuration, else the terminal
 * report.
 * @throws UserError for an unknown name, a missing file name, or a reporter that does not suit the
 * document.
 */
export function readReportChoices(
  { cwd }: Pick<Host, 'cwd'>,
  { reporter, verbose = false }: ReportWords,
  configured: readonly string[] = [],
  { hasLines = false, hasRuns = false }: ToldKind = {},
): readonly ReportChoice[] {
  const usual = configured.length > 0 ? configured : ['terminal'];
  const choices = (reporter ?? usual).map((text) => ({
    ...readReport(cwd, text),
    isVerbose: verbose,
  }));
  if (!hasLines && choices.some(({ name }) => name === 'sarif')) {
    throw optionError(
      '--reporter sarif requires findings with source locations, which this command does not produce.',
      'Use --reporter sarif with a command that analyses code.',
    );
  }
  const ofRuns = choices.find(({ name }) => OF_MEASUREMENTS.has(name));
  if (!hasRuns && ofRuns !== undefined) {
    throw optionError(
      `--reporter ${ofRuns.name} is for measurements, which this command does not report.`,
      'Use this reporter with perf-harness run, compare, gate or report.',
    );
  }
  return choices;
}

function readReport(cwd: string, text: string): Omit<ReportChoice, 'isVerbose'> {
  const [word = '', path] = text.split(/=(.*)/s);
  const name = NAMES.find((name) => name === word);
  if (name === undefined) {
    throw new UserError({
      code: 'unknown-reporter',
      message: `Unknown reporter "${word}"; expected one of ${NAMES.join(', ')}.`,
      remedy: didYouMean(word, NAMES).trim() || undefined,
    });
  }
  if (path === '') {
    throw optionError(
      `--reporter ${name}= is missing a file name.`,
      `Write --reporter ${name}=FILE, or --reporter ${name} for standard output.`,
    );
  }
  return { name, file: path === undefined ? null : resolve(cwd, path) };
}
