import type { Host } from '../../harness/host.ts';
import {
  INDUSTRY_NORMS,
  type NormTable,
  overrideNorms,
} from '../../harness/model/scenario/industry-duration-norms.ts';
import { UserError } from '../../harness/model/user-error.ts';
import type { Config } from '../../harness/scenario/project-config.ts';
import { type CodeRule, loadSourceAnalysis } from '../../registry/load-source-analysis-library.ts';

/** Knowledge of a project: the built-in norms with its overrides, and its own rules. */
export interface ProjectNormsAndRules {
  /** Normal durations of work that has no problem. */
  readonly norms: NormTable;
  /** Shapes of code that cost time. */
  readonly rules: readonly CodeRule[];
}

/** Project that a report is about. */
export interface ReportedProject {
  /** Folder of the project, absolute. */
  readonly root: string;
  /** Folder where perf-harness stores its files, absolute. */
  readonly stateFolder: string;
  readonly knowledge: ProjectNormsAndRules;
  /** Identifier of the report. */
  readonly id: string;
}

const RULE_FILES = '**/*.{yml,yaml}';

/** @throws UserError if a rule file is missing or invalid. */
export async function readDurationNormsAndCodeRules(
  host: Host,
  config: Config,
): Promise<ProjectNormsAndRules> {
  const files = ruleFiles(host, config);
  return {
    norms: overrideNorms(INDUSTRY_NORMS, config.norms),
    rules: files.length === 0 ? [] : await readRules(host, files),
  };
}

/** Files of the project's own rules, absolute, each once. @throws UserError for a place without any. */
export function ruleFiles(host: Host, { codeRules, root }: Config): readonly string[] {
  return [...new Set(codeRules.flatMap((place) => filesOf(host, root, place)))];
}

async function readRules(host: Host, files: Iterable<string>): Promise<readonly CodeRule[]> {
  const { readRuleFile } = await loadSourceAnalysis();
  const rules: CodeRule[] = [];
  for (const file of files) rules.push(...(await readRuleFile(host, file)));
  return rules;
}

function filesOf({ files }: Host, root: string, place: string): readonly string[] {
  const found = files.named(place, root, RULE_FILES);
  if (found.length > 0) return found;
  throw new UserError({
    code: 'rule-file',
    message: `The configuration specifies ${place} for code rules, but no rule files were found there.`,
    remedy: 'Specify a YAML file, a folder of YAML files, or a glob, relative to the project root.',
  });
}
